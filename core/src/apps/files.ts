/** What the files of an app may be called and hold; pure, and closed to everything else. */
import { SpaceError } from '@space/sdk'

export const APP_FILES = 2000
export const APP_FOLDERS = 1000
export const APP_BYTES = 64 * 2 ** 20
const PATH_BYTES = 255
const DEPTH = 16
/** First segments that the gateway serves itself on the origin of every app. */
const RESERVED: ReadonlySet<string> = new Set(['space', '~cap'])
/**
 * Frames are realms of their own, without the guard that each page of an app begins with. The policy
 * loads nothing into them anyway; so no page may have one. Names of tags and attributes have only one
 * way to be written in HTML, in any case of letters.
 */
const FRAMES = /<(?:i?frame|frameset|object|embed|fencedframe|portal)|shadowrootmode/i

/**
 * Check the path of a file, `/`-separated and relative to the app's folder.
 *
 * @throws {SpaceError} `bad-input`
 */
export function checkPath(path: string): void {
  const segments = path.split('/')
  const wrong =
    path !== path.normalize('NFC') || /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\\:*?"<>|%#]/u.test(path)
      ? 'it has characters that not every system knows'
      : Buffer.byteLength(path) > PATH_BYTES || segments.length > DEPTH
        ? 'it is too long'
        : segments.some((name) => name === '' || /^\.{1,2}$|[. ]$/.test(name))
          ? 'it leads elsewhere'
          : RESERVED.has(segments[0]?.toLowerCase() ?? '')
            ? 'Space itself answers there'
            : undefined
  if (wrong === undefined) return
  throw new SpaceError('bad-input', `An app cannot have a file called ${JSON.stringify(path)}`, {
    why: wrong,
    try: 'rename it, and what refers to it',
    facts: { path: path.slice(0, PATH_BYTES) },
  })
}

/** Two names that one system would take for one. @throws {SpaceError} `bad-input` */
export function checkDistinct(paths: readonly string[]): void {
  const seen = new Map<string, string>()
  for (const path of paths) {
    const folded = path.toLowerCase()
    const other = seen.get(folded)
    if (other !== undefined)
      throw new SpaceError('bad-input', `Two files are called ${other} and ${path}`, {
        why: 'not every system tells them apart',
        facts: { path },
      })
    seen.set(folded, path)
  }
}

/** @throws {SpaceError} `bad-input` for a page with frames */
export function checkContent(path: string, bytes: Uint8Array): void {
  if (!/\.html?$/i.test(path)) return
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
  const found = FRAMES.exec(text)?.[0]
  if (found === undefined) return
  throw new SpaceError('bad-input', `${path} has a frame inside: ${found}`, {
    why: 'a frame would be outside of the walls that Space puts around an app',
    try: 'draw it on the page itself; write &lt; where the text is meant',
    facts: { path },
  })
}

export function tooLarge(what: string): SpaceError {
  return new SpaceError('too-large', `This app has more than ${what}`, {
    try: 'leave out what it does not need; a person’s files belong into their drive',
  })
}
