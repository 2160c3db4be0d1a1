/** Content-Type by the ending of a name, and what must be done to a type that can run. */
import { mediaType } from '@space/sdk/media'

export interface Media {
  readonly type: string
  /** Whether opening it in a window must be made harmless. */
  readonly isActive: boolean
}

/** Types that can hold scripts, frames or forms: only with a policy that makes them inert. */
const ACTIVE: ReadonlySet<string> = new Set([
  'application/xhtml+xml',
  'application/xml',
  'image/svg+xml',
  'text/html',
])

/** What an app could take as a script, a style or data of its own: as itself only from its bundle. */
const CODE: ReadonlySet<string> = new Set(['application/json', 'text/css', 'text/javascript'])

const BYTES = 'application/octet-stream'

/** For a person's file: never a script or a style of the app that asked for it. */
export function mediaOfFile(name: string): Media {
  const type = mediaType(name)
  if (type === '' || type === 'application/wasm') return { type: BYTES, isActive: false }
  if (CODE.has(type)) return { type: withCharset('text/plain'), isActive: false }
  return { type: withCharset(type), isActive: ACTIVE.has(type) }
}

/** For a file of an app's bundle. HTML is not inert there: it is the app. */
export function mediaOfAsset(name: string): Media {
  const type = mediaType(name)
  if (type === '') return { type: BYTES, isActive: false }
  return { type: withCharset(type), isActive: ACTIVE.has(type) && type !== 'text/html' }
}

function withCharset(type: string): string {
  const isText = type.startsWith('text/') || type === 'application/json'
  return isText ? `${type}; charset=utf-8` : type
}
