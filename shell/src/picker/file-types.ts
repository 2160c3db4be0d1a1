import type { FileType } from '@space/sdk'
import type { FileKind as HostKind } from '@space/sdk/host'
import { fileKind, mediaType } from '@space/sdk/media'
import { type FileKind } from '@space/ui'

/** Whether a name has one of the endings that an app can open; without any all fit. */
export function fits(name: string, types: readonly FileType[]): boolean {
  const endings = types.flatMap(({ accept }) => Object.values(accept).flat())
  if (endings.length === 0) return true
  const lower = name.toLowerCase()
  return endings.some((ending) => lower.endsWith(ending.toLowerCase()))
}

/** The family that a name belongs to, told from its ending. */
export function kindOf(entry: { kind: 'file' | 'folder'; name: string }): FileKind {
  if (entry.kind === 'folder') return 'folder'
  return TABLE.test(mediaType(entry.name)) ? 'table' : DRAWN_AS[fileKind(entry.name)]
}

/** Words for a number of files of one family. */
export function kindWords(kind: HostKind, files: number): string {
  const [one, many] = KIND_WORDS[kind]
  return `${files} ${files === 1 ? one : many}`
}

const KIND_WORDS: Record<HostKind, readonly [string, string]> = {
  image: ['picture', 'pictures'],
  video: ['video', 'videos'],
  audio: ['recording', 'recordings'],
  document: ['document', 'documents'],
  text: ['text', 'texts'],
  archive: ['archive', 'archives'],
  code: ['source file', 'source files'],
  other: ['other', 'others'],
}

const DRAWN_AS: Record<HostKind, FileKind> = {
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
