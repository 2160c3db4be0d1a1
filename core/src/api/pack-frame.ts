/** The inside of a pack: a list of what comes, then the bytes of its files, with nothing left over. */
import { SpaceError } from '@space/sdk'
import type { Coming } from '../drive/coming.ts'
import { choice, fields, maybe, number, text, whole, wrong } from './params.ts'

export const COMING = 1000
const NAME_CHARS = 1024
const NAMES = 100

/** @throws {SpaceError} `bad-input` for all that is not exactly a pack */
export function openPack(pack: Uint8Array): { coming: Coming[]; files: [Uint8Array][] } {
  const view = new DataView(pack.buffer, pack.byteOffset, pack.byteLength)
  const length = pack.length < 4 ? pack.length : view.getUint32(0)
  if (4 + length > pack.length) throw notPack('its list is longer than it')
  const coming = comingList(parsed(pack.subarray(4, 4 + length)))
  let at = 4 + length
  const files: [Uint8Array][] = []
  for (const { size } of coming) {
    if (size === null) continue
    if (size > pack.length - at) throw notPack('its files are longer than it')
    files.push([pack.subarray(at, at + size)])
    at += size
  }
  if (at !== pack.length) throw notPack('bytes are left over')
  return { coming, files }
}

/** A list of what comes, as an app said it. */
export function comingList(value: unknown): Coming[] {
  if (!Array.isArray(value) || value.length > COMING) throw wrong(`a list of at most ${COMING}`)
  return value.map(comingOf)
}

export function comingOf(value: unknown): Coming {
  const given = fields(value)
  const path = given.get('path')
  if (!Array.isArray(path) || path.length > NAMES) throw wrong('a list of names')
  const size = given.get('size')
  const how = maybe(given.get('how'), (one) => choice(one, ['replace', 'keep-both'] as const))
  const mtime = maybe(given.get('mtime'), timeOf)
  const ifVersion = maybe(given.get('ifVersion'), (one) => text(one, 64))
  return {
    // NOTE: not `text`: a name with half a character is told for itself, and the others come
    path: path.map(nameOf),
    size: size === null ? null : whole(size, 0, Number.MAX_SAFE_INTEGER),
    ...(mtime === undefined ? {} : { mtime }),
    ...(how === undefined ? {} : { how }),
    ...(ifVersion === undefined ? {} : { ifVersion }),
  }
}

function nameOf(value: unknown): string {
  if (typeof value !== 'string' || value.length > NAME_CHARS) throw wrong('a name')
  return value
}

/** Files of before 1970 have such times too. */
function timeOf(value: unknown): number {
  const ms = number(value)
  if (Math.abs(ms) > 8.64e15) throw wrong('a time')
  return ms
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw notPack('its list is not JSON')
  }
}

function notPack(why: string): SpaceError {
  return new SpaceError('bad-input', 'This is not a pack of files', { why })
}
