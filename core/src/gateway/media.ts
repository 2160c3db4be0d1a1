/** Content-Type by the ending of a name. What is not listed is bytes. */
const OWN: Readonly<Record<string, string>> = {
  avif: 'image/avif',
  bmp: 'image/bmp',
  flac: 'audio/flac',
  gif: 'image/gif',
  ico: 'image/x-icon',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  m4a: 'audio/mp4',
  m4v: 'video/mp4',
  mov: 'video/quicktime',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
  oga: 'audio/ogg',
  ogg: 'audio/ogg',
  ogv: 'video/ogg',
  opus: 'audio/ogg',
  pdf: 'application/pdf',
  png: 'image/png',
  txt: 'text/plain; charset=utf-8',
  wav: 'audio/wav',
  weba: 'audio/webm',
  webm: 'video/webm',
  webp: 'image/webp',
  woff: 'font/woff',
  woff2: 'font/woff2',
}

/** Types that can hold scripts, frames or forms: only with a policy that makes them inert. */
const ACTIVE: Readonly<Record<string, string>> = {
  htm: 'text/html; charset=utf-8',
  html: 'text/html; charset=utf-8',
  svg: 'image/svg+xml',
  xhtml: 'application/xhtml+xml',
  xml: 'application/xml',
}

/** What only the files of an app itself may be. */
const CODE: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json; charset=utf-8',
  map: 'application/json; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  wasm: 'application/wasm',
}

export interface Media {
  readonly type: string
  /** Whether opening it in a window must be made harmless. */
  readonly isActive: boolean
}

/** For a person's file: never a script or a style of the app that asked for it. */
export function mediaOfFile(name: string): Media {
  const ending = endingOf(name)
  const active = own(ACTIVE, ending)
  if (active !== undefined) return { type: active, isActive: true }
  const text = Object.hasOwn(CODE, ending) && ending !== 'wasm' ? OWN['txt'] : undefined
  return { type: own(OWN, ending) ?? text ?? 'application/octet-stream', isActive: false }
}

/** For a file of an app's bundle. HTML is not inert there: it is the app. */
export function mediaOfAsset(name: string): Media {
  const ending = endingOf(name)
  const code = own(CODE, ending)
  if (code !== undefined) return { type: code, isActive: false }
  const media = mediaOfFile(name)
  return { type: media.type, isActive: media.isActive && !media.type.startsWith('text/html') }
}

function endingOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1).toLowerCase()
}

function own(types: Readonly<Record<string, string>>, ending: string): string | undefined {
  return Object.hasOwn(types, ending) ? types[ending] : undefined
}
