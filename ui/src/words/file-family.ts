import type { FileKind as Kind } from '@space/sdk'
import { fileKind, mediaType } from '@space/sdk/media'
import type { FileKind } from '../parts/file-icon.tsx'

/** The family that an entry is drawn as, told from the ending of its name. */
export function familyOf(entry: { kind: 'file' | 'folder' | 'directory'; name: string }): FileKind {
  if (entry.kind !== 'file') return 'folder'
  return TABLE.test(mediaType(entry.name)) ? 'table' : DRAWN_AS[fileKind(entry.name)]
}

const DRAWN_AS: Record<Kind, FileKind> = {
  image: 'picture',
  video: 'video',
  audio: 'sound',
  document: 'document',
  text: 'document',
  archive: 'archive',
  code: 'other',
  other: 'other',
}

const TABLE = /^text\/(?:csv|tab-separated-values)$|excel|spreadsheet/
