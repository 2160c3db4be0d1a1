import type { FileKind as HostKind, FileType } from '@space/sdk'

/** Whether a name has one of the endings that an app can open; without any all fit. */
export function fits(name: string, types: readonly FileType[]): boolean {
  const endings = types.flatMap(({ accept }) => Object.values(accept).flat())
  if (endings.length === 0) return true
  const lower = name.toLowerCase()
  return endings.some((ending) => lower.endsWith(ending.toLowerCase()))
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
