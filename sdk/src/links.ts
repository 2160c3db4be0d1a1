/**
 * Links into Space, `space://files/Photos/2026`: an id and the names below it. What a link may be is the same
 * wherever one comes in: typed in the window, on a command line, handed over by another program.
 */
export interface SpaceLink {
  /** Of an app that comes with Space, or `home` or `settings`. */
  readonly id: string
  readonly path: readonly string[]
}

/** Longer ones are no links. */
export const MOST_LINK_CHARS = 8192

const MOST_NAMES = 200
const SCHEME = /^space:(?:\/\/)?/i
const ID = /^[a-z][a-z0-9-]{0,63}$/

/** The link that a text is; undefined when it is none. A link leads somewhere or nowhere, and does nothing there. */
export function spaceLinkOf(text: string): SpaceLink | undefined {
  const written = text.trim()
  if (written.length > MOST_LINK_CHARS || !SCHEME.test(written)) return undefined
  const [id = '', ...names] = written.replace(SCHEME, '').replace(/\/+$/, '').split('/')
  // `app` is how the window writes an app of any publisher, which nobody else has to name.
  if (!ID.test(id) || id === 'app') return undefined
  try {
    const path = names.map(decodeURIComponent)
    // What stands for another place than the one that is read leads nowhere.
    if (!isAppPath(path) || path.some((name) => /^\.{1,2}$/.test(name) || /[/\0]/.test(name))) {
      return undefined
    }
    return { id, path }
  } catch {
    return undefined
  }
}

/** How a link is written after `#/` in the address of the window: {@link spaceLinkOf} reads it with `space://` before. */
export function linkFragment({ id, path }: SpaceLink): string {
  return [id, ...path.map((name) => encodeURIComponent(name.toWellFormed()))].join('/')
}

/** What stands in an address of an app: at most 200 names, of 1 to 255 bytes each. */
export function isAppPath(path: unknown): path is readonly string[] {
  if (!Array.isArray(path) || path.length > MOST_NAMES) return false
  return path.every((name) => typeof name === 'string' && name !== '' && bytesOf(name) <= 255)
}

function bytesOf(name: string): number {
  return new TextEncoder().encode(name).length
}
