/** Parameters of calls come as anything: here they become what a function can rely on. */
import { SpaceError } from '@space/sdk'

/** Longest text of a parameter, in UTF-16 units. */
const TEXT_CHARS = 4096

export const MODES = ['read', 'add', 'change'] as const
export const KINDS = ['file', 'folder'] as const
export const LASTING = ['session', 'day', 'until-off'] as const

/** The parameters of a call, as they came. */
export function list(params: unknown): readonly unknown[] {
  if (Array.isArray(params) && params.length <= 8) return params as unknown[]
  throw wrong('a list of parameters')
}

/** An object's own fields; none for null and undefined. No prototype is ever looked at. */
export function fields(value: unknown): ReadonlyMap<string, unknown> {
  if (value === undefined || value === null) return new Map()
  if (typeof value !== 'object' || Array.isArray(value)) throw wrong('a map of options')
  return new Map(Object.entries(value))
}

export function text(value: unknown, most = TEXT_CHARS): string {
  if (typeof value !== 'string') throw wrong('a text')
  if (value.length > most) throw wrong(`a text of at most ${most} characters`)
  if (!value.isWellFormed()) throw wrong('a text without halves of characters')
  return value
}

export function flag(value: unknown): boolean {
  if (typeof value !== 'boolean') throw wrong('yes or no')
  return value
}

/** A whole number from `least` to `most`. */
export function whole(value: unknown, least: number, most: number): number {
  if (!Number.isSafeInteger(value)) throw wrong('a whole number')
  const number = value as number
  if (number < least || number > most) throw wrong(`a number from ${least} to ${most}`)
  return number
}

export function number(value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrong('a number')
  return value
}

export function texts(value: unknown, most: number, chars = TEXT_CHARS): string[] {
  if (!Array.isArray(value) || value.length > most) throw wrong(`a list of at most ${most} texts`)
  return value.map((one) => text(one, chars))
}

export function choice<T extends string>(value: unknown, choices: readonly T[]): T {
  const found = choices.find((one) => one === value)
  if (found === undefined) throw wrong(`one of ${choices.join(', ')}`)
  return found
}

/** `parse` of what is there; undefined for what is not. */
export function maybe<T>(value: unknown, parse: (value: unknown) => T): T | undefined {
  return value === undefined || value === null ? undefined : parse(value)
}

/** 32 hex digits, and for another version of a file shown beside it `~` and that version. */
export function entryId(value: unknown): string {
  const id = text(value, 128)
  if (!/^[0-9a-f]{32}(?:~[\w.-]{1,64})?$/u.test(id)) throw wrong('the id of an entry')
  return id
}

export function wrong(expected: string): SpaceError {
  return new SpaceError('bad-input', `A call needs ${expected} where something else came`)
}
