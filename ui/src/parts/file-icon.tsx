import {
  File,
  FileArchive,
  FileAudio,
  FileImage,
  FileSpreadsheet,
  FileText,
  FileVideo,
  Folder,
  Globe,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { Icon } from './icon.tsx'
import styles from './file-icon.module.css'

export type FileKind =
  | 'folder'
  | 'document'
  | 'picture'
  | 'video'
  | 'sound'
  | 'table'
  | 'archive'
  | 'other'
  | 'host'

/** The duotone drawing of a file family. */
export function FileIcon({ kind, size = 20 }: { kind: FileKind; size?: 20 | 24 }): ReactNode {
  return (
    <span className={`${styles.icon} ${styles[kind]}`}>
      <Icon of={DRAWINGS[kind]} size={size} filled />
    </span>
  )
}

const DRAWINGS = {
  folder: Folder,
  document: FileText,
  picture: FileImage,
  video: FileVideo,
  sound: FileAudio,
  table: FileSpreadsheet,
  archive: FileArchive,
  other: File,
  host: Globe,
} as const
