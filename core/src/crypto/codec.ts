import * as dagCbor from '@ipld/dag-cbor'
import { SpaceError } from '@space/sdk'
import type { Fault, Shape } from './shape.ts'

export * from './shape.ts'

/**
 * The dag-cbor of `value`, in its one canonical form.
 *
 * @throws {SpaceError} `bad-input` for what dag-cbor cannot hold: undefined, NaN, functions
 */
export function encode(value: unknown): Uint8Array {
  try {
    return dagCbor.encode(value)
  } catch (cause) {
    throw new SpaceError('bad-input', 'A value cannot be written as dag-cbor', { cause })
  }
}

/**
 * The value of strict dag-cbor: the bytes must be exactly what {@link encode} makes of it.
 *
 * Safe for hostile bytes: no recursion deeper than {@link MAX_DEPTH}, no allocation beyond the
 * order of their length.
 *
 * @throws {SpaceError} `bad-input`
 */
export function decode(bytes: Uint8Array): unknown {
  if (deeperThan(MAX_DEPTH, bytes)) throw refuse('It is nested too deeply')
  let value: unknown
  let again: Uint8Array
  try {
    value = dagCbor.decode(bytes)
    again = dagCbor.encode(value)
  } catch (cause) {
    // The cause quotes the bytes it stumbled over, which may be plaintext: it is not passed on.
    throw refuse(cause instanceof RangeError ? 'It is too large' : 'It is not strict dag-cbor')
  }
  if (!equal(bytes, again)) throw refuse('It is not in canonical form')
  return value
}

/**
 * Decode `bytes` and check that they are a `what` of this `shape`, with exactly its fields.
 *
 * @throws {SpaceError} `newer-version` when `v` is a higher number than this program knows
 * @throws {SpaceError} `bad-input` for everything else
 */
export function parse<T>(what: string, shape: Shape<T>, bytes: Uint8Array): T {
  return check(what, shape, decode(bytes))
}

/** As {@link parse}, for a value that is decoded already. */
export function check<T>(what: string, shape: Shape<T>, value: unknown): T {
  const fault = shape.fault(value)
  if (fault !== undefined) throw fault.newer === true ? newer(what) : bad(what, fault)
  return value as T
}

/** Whether two byte strings are the same; not in constant time. */
export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0
}

/** Structures of this format have a depth below ten; the rest is for apps' values in ops. */
export const MAX_DEPTH = 64

/**
 * Whether CBOR items nest deeper than `limit`, found without recursion.
 *
 * Broken bytes are not judged here: the walk just ends.
 */
function deeperThan(limit: number, bytes: Uint8Array): boolean {
  const open: number[] = [] // items still to come at each level
  let at = 0
  while (at < bytes.length) {
    const head = bytes[at] as number
    const major = head >> 5
    const minor = head & 31
    if (minor > 27) return false // indefinite or reserved: the decoder refuses it
    let argument = minor
    at += 1
    if (minor >= 24) {
      const width = 2 ** (minor - 24)
      if (at + width > bytes.length) return false
      argument = 0
      for (const byte of bytes.subarray(at, at + width)) argument = argument * 256 + byte
      at += width
    }
    if (major === 2 || major === 3) at += argument
    const children = major === 4 ? argument : major === 5 ? 2 * argument : major === 6 ? 1 : 0
    if (children > 0) {
      open.push(children)
      if (open.length > limit) return true
      continue
    }
    for (let top = open.length - 1; top >= 0; top -= 1) {
      const left = (open[top] as number) - 1
      open[top] = left
      if (left > 0) break
      open.pop()
    }
  }
  return false
}

function refuse(why: string): SpaceError {
  return new SpaceError('bad-input', 'Some data could not be understood', { why })
}

function bad(what: string, { at, want }: Fault): SpaceError {
  return new SpaceError('bad-input', `This is not a valid ${what}`, {
    why: at === '' ? `It should be ${want}` : `Its field ${at} should be ${want}`,
  })
}

function newer(what: string): SpaceError {
  return new SpaceError('newer-version', `This ${what} was made by a newer version of Space`, {
    try: 'Update Space on this device',
  })
}
