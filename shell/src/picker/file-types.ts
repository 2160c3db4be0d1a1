import type { FileKind as HostKind, FileType } from '@space/sdk'
import { i18n, msg } from '@space/ui'

/** Whether a name has one of the endings that an app can open; without any all fit. */
export function fits(name: string, types: readonly FileType[]): boolean {
  const endings = types.flatMap(({ accept }) => Object.values(accept).flat())
  if (endings.length === 0) return true
  const lower = name.toLowerCase()
  return endings.some((ending) => lower.endsWith(ending.toLowerCase()))
}

/** Words for a number of files of one family. */
export function kindWords(kind: HostKind, files: number): string {
  return i18n.t(KIND_WORDS[kind], { count: files })
}

const KIND_WORDS: Record<HostKind, string> = {
  image: msg('{count, plural, one {# picture} other {# pictures}}'),
  video: msg('{count, plural, one {# video} other {# videos}}'),
  audio: msg('{count, plural, one {# recording} other {# recordings}}'),
  document: msg('{count, plural, one {# document} other {# documents}}'),
  text: msg('{count, plural, one {# text} other {# texts}}'),
  archive: msg('{count, plural, one {# archive} other {# archives}}'),
  code: msg('{count, plural, one {# source file} other {# source files}}'),
  other: msg('{count, plural, one {# other} other {# others}}'),
}
