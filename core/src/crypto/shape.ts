import { CID } from 'multiformats/cid'

/** What is wrong with a value. It never quotes the value, which may be a secret. */
export interface Fault {
  /** Path of fields, such as `devices.0.sign`. */
  readonly at: string
  readonly want: string
  /** The structure names a higher version than this program knows. */
  readonly newer?: true
}

declare const TYPE: unique symbol

/** A check that a decoded value is a `T`; values are checked in place and never copied. */
export interface Shape<T> {
  fault(value: unknown): Fault | undefined
  readonly optional?: true
  readonly [TYPE]?: T
}

/** A field that may be missing; it is never null or undefined. */
export interface OptionalShape<T> extends Shape<T> {
  readonly optional: true
}

/** The type a shape checks for. */
export type TypeOf<S> = S extends Shape<infer T> ? T : never

type Fields = Readonly<Record<string, Shape<unknown>>>
type Simplify<T> = { [K in keyof T]: T[K] }
export type MapOf<F extends Fields> = Simplify<
  { readonly [K in keyof F as F[K] extends OptionalShape<unknown> ? never : K]: TypeOf<F[K]> } & {
    readonly [K in keyof F as F[K] extends OptionalShape<unknown> ? K : never]?: TypeOf<F[K]>
  }
>

/** Exactly `length` bytes. */
export function bytes(length: number): Shape<Uint8Array> {
  return simple(`${length} bytes`, (value) => isBytes(value) && value.length === length)
}

/** Bytes of any length up to `max`. */
export function blob(limits: { max: number; min?: number }): Shape<Uint8Array> {
  return simple(
    `at most ${limits.max} bytes`,
    (value) => isBytes(value) && value.length <= limits.max && value.length >= (limits.min ?? 0),
  )
}

/** A whole number from 0 to 2^53−1. */
export const int: Shape<number> = simple(
  'a whole number',
  (value) => Number.isSafeInteger(value) && (value as number) >= 0,
)

/** A whole number from `min` to `max`, both included. */
export function intIn(limits: { min: number; max: number }): Shape<number> {
  return simple(
    `a whole number from ${limits.min} to ${limits.max}`,
    (value) =>
      Number.isSafeInteger(value) &&
      (value as number) >= limits.min &&
      (value as number) <= limits.max,
  )
}

/** Text of at most `max` UTF-16 units. */
export function textOf(limits: { max: number }): Shape<string> {
  return simple(
    `text of at most ${limits.max} characters`,
    (value) => typeof value === 'string' && value.length <= limits.max,
  )
}

/** Any text. */
export const text: Shape<string> = simple('text', (value) => typeof value === 'string')

export const flag: Shape<boolean> = simple('true or false', (value) => typeof value === 'boolean')

/** Anything dag-cbor can hold. */
export const anything: Shape<unknown> = { fault: () => undefined }

/** A CIDv1 with a SHA-256 digest, raw or dag-cbor: the only ones Space makes. */
export const cid: Shape<CID> = simple('a CID of this format', (value) => {
  const link = CID.asCID(value)
  return (
    link !== null &&
    link.version === 1 &&
    (link.code === 0x55 || link.code === 0x71) &&
    link.multihash.code === 0x12 &&
    link.multihash.digest.length === 32
  )
})

/** One of the given words or numbers. */
export function oneOf<const T extends string | number>(...values: readonly T[]): Shape<T> {
  return simple(values.map(String).join(' or '), (value) => values.includes(value as T))
}

export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  return { fault: (value) => (value === null ? undefined : shape.fault(value)) }
}

/** A field that may be left out of its map. */
export function optional<T>(shape: Shape<T>): OptionalShape<T> {
  return { fault: shape.fault, optional: true }
}

/** A list of `min` (0) to `max` values. */
export function list<T>(
  shape: Shape<T>,
  limits: { max: number; min?: number },
): Shape<readonly T[]> {
  return {
    fault(value) {
      if (!Array.isArray(value)) return { at: '', want: 'a list' }
      if (value.length > limits.max || value.length < (limits.min ?? 0)) {
        return { at: '', want: `a list of ${limits.min ?? 0} to ${limits.max}` }
      }
      for (let i = 0; i < value.length; i += 1) {
        const fault = shape.fault(value[i])
        if (fault !== undefined) return below(String(i), fault)
      }
      return undefined
    },
  }
}

/** A list with exactly these values, in this order. */
export function tuple<const S extends readonly Shape<unknown>[]>(
  ...shapes: S
): Shape<{ readonly [K in keyof S]: TypeOf<S[K]> }> {
  return {
    fault(value) {
      if (!Array.isArray(value) || value.length !== shapes.length) {
        return { at: '', want: `a list of ${shapes.length}` }
      }
      for (const [i, shape] of shapes.entries()) {
        const fault = shape.fault(value[i])
        if (fault !== undefined) return below(String(i), fault)
      }
      return undefined
    },
  }
}

/** A map with exactly these fields. */
export function map<F extends Fields>(fields: F): Shape<MapOf<F>> {
  const known = Object.entries(fields)
  const names = Object.keys(fields)
  return {
    fault(value) {
      if (!isMap(value)) return { at: '', want: 'a map' }
      let found = 0
      for (const [name, shape] of known) {
        if (Object.hasOwn(value, name)) {
          found += 1
          const fault = shape.fault(value[name])
          if (fault !== undefined) return below(name, fault)
        } else if (shape.optional !== true) {
          return { at: name, want: 'there' }
        }
      }
      if (found !== Object.keys(value).length) {
        return { at: '', want: `a map of ${names.join(', ')} and nothing else` }
      }
      return undefined
    },
  }
}

/** A map whose keys are not known before: text to `shape`. */
export function record<T>(
  shape: Shape<T>,
  limits: { max: number },
): Shape<Readonly<Record<string, T>>> {
  return {
    fault(value) {
      if (!isMap(value)) return { at: '', want: 'a map' }
      const entries = Object.entries(value)
      if (entries.length > limits.max) return { at: '', want: `a map of at most ${limits.max}` }
      for (const [, field] of entries) {
        const fault = shape.fault(field)
        if (fault !== undefined) return below('*', fault)
      }
      return undefined
    },
  }
}

/** A map with `v: 1` and exactly these fields; a higher `v` is a newer version. */
export function structure<F extends Fields>(
  fields: F,
): Shape<Simplify<{ readonly v: 1 } & MapOf<F>>> {
  const shape = map({ v: oneOf(1), ...fields })
  return {
    fault(value) {
      if (isMap(value)) {
        const v = value['v']
        if (Number.isSafeInteger(v) && (v as number) > 1) {
          return { at: 'v', want: 'version 1', newer: true }
        }
      }
      return shape.fault(value)
    },
  }
}

/** A shape that also passes `test`, such as a length that another field fixes. */
export function refine<T>(shape: Shape<T>, want: string, test: (value: T) => boolean): Shape<T> {
  return {
    fault: (value) => shape.fault(value) ?? (test(value as T) ? undefined : { at: '', want }),
  }
}

function simple<T>(want: string, test: (value: unknown) => boolean): Shape<T> {
  const fault: Fault = { at: '', want }
  return { fault: (value) => (test(value) ? undefined : fault) }
}

function below(name: string, fault: Fault): Fault {
  return { ...fault, at: fault.at === '' ? name : `${name}.${fault.at}` }
}

function isBytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !isBytes(value) &&
    CID.asCID(value) === null
  )
}
