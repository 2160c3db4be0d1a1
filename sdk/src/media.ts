/**
 * What a file probably is, by the ending of its name: for display and for choosing, never for trust.
 * The one table of Space: what an app is told of a file is what its URL says, unless that could run.
 */
import type { FileKind } from './values.ts'

/** A MIME type; empty when the name does not tell. */
export function mediaType(name: string): string {
  return BY_ENDING.get(endingOf(name))?.type ?? ''
}

export function fileKind(name: string): FileKind {
  return BY_ENDING.get(endingOf(name))?.kind ?? 'other'
}

const TYPES: Readonly<Record<FileKind, Readonly<Record<string, string>>>> = {
  image: {
    avif: 'image/avif',
    bmp: 'image/bmp',
    gif: 'image/gif',
    heic: 'image/heic',
    ico: 'image/x-icon',
    jpeg: 'image/jpeg',
    jpg: 'image/jpeg',
    png: 'image/png',
    svg: 'image/svg+xml',
    tif: 'image/tiff',
    tiff: 'image/tiff',
    webp: 'image/webp',
  },
  video: {
    avi: 'video/x-msvideo',
    m4v: 'video/mp4',
    mkv: 'video/x-matroska',
    mov: 'video/quicktime',
    mp4: 'video/mp4',
    ogv: 'video/ogg',
    webm: 'video/webm',
  },
  audio: {
    aac: 'audio/aac',
    flac: 'audio/flac',
    m4a: 'audio/mp4',
    mp3: 'audio/mpeg',
    oga: 'audio/ogg',
    ogg: 'audio/ogg',
    opus: 'audio/ogg',
    wav: 'audio/wav',
    weba: 'audio/webm',
  },
  document: {
    doc: 'application/msword',
    docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    epub: 'application/epub+zip',
    odp: 'application/vnd.oasis.opendocument.presentation',
    ods: 'application/vnd.oasis.opendocument.spreadsheet',
    odt: 'application/vnd.oasis.opendocument.text',
    pdf: 'application/pdf',
    ppt: 'application/vnd.ms-powerpoint',
    pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    rtf: 'application/rtf',
    xls: 'application/vnd.ms-excel',
    xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  },
  text: {
    csv: 'text/csv',
    ics: 'text/calendar',
    log: 'text/plain',
    md: 'text/markdown',
    tex: 'text/x-tex',
    tsv: 'text/tab-separated-values',
    txt: 'text/plain',
    vcf: 'text/vcard',
  },
  archive: {
    '7z': 'application/x-7z-compressed',
    bz2: 'application/x-bzip2',
    gz: 'application/gzip',
    rar: 'application/vnd.rar',
    tar: 'application/x-tar',
    xz: 'application/x-xz',
    zip: 'application/zip',
  },
  code: {
    c: 'text/x-c',
    css: 'text/css',
    htm: 'text/html',
    html: 'text/html',
    js: 'text/javascript',
    json: 'application/json',
    map: 'application/json',
    mjs: 'text/javascript',
    py: 'text/x-python',
    rs: 'text/rust',
    sh: 'application/x-sh',
    ts: 'text/typescript',
    wasm: 'application/wasm',
    xhtml: 'application/xhtml+xml',
    xml: 'application/xml',
    yaml: 'application/yaml',
    yml: 'application/yaml',
  },
  other: {
    woff: 'font/woff',
    woff2: 'font/woff2',
  },
}

/** In the order in which lists show them. */
export const FILE_KINDS = Object.keys(TYPES) as readonly FileKind[]

/** Every ending that is known, in small letters and without its dot. */
export const ENDINGS: readonly string[] = Object.values(TYPES).flatMap((types) =>
  Object.keys(types),
)

const BY_ENDING = new Map(
  Object.entries(TYPES).flatMap(([kind, types]) =>
    Object.entries(types).map(([ending, type]) => [ending, { kind: kind as FileKind, type }]),
  ),
)

function endingOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1).toLowerCase()
}
