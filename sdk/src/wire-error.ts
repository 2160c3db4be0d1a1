import { ERROR_CODES, type ErrorCode, SpaceError } from './errors.ts'

const TEXT_CHARS = 4096
const FACTS = 32

/** How a SpaceError looks on every wire. */
export interface WireError {
  readonly code: ErrorCode
  readonly message: string
  readonly why?: string
  readonly try?: string
  readonly facts: Readonly<Record<string, string | number>>
}

/**
 * What a failure looks like to the other side. Only a SpaceError's words travel: those of other
 * errors may hold what was not meant for the caller, so it learns `internal` and their code.
 */
export function toWireError(error: unknown): WireError {
  if (error instanceof SpaceError) {
    return {
      code: error.code,
      message: short(error.message),
      ...(error.why === undefined ? {} : { why: short(error.why) }),
      ...(error.try === undefined ? {} : { try: short(error.try) }),
      facts: Object.fromEntries(
        Object.entries(error.facts)
          .slice(0, FACTS)
          .map(([name, fact]) => [name, shortFact(fact)]),
      ),
    }
  }
  if (error instanceof Error && error.name === 'AbortError') {
    return { code: 'aborted', message: 'Stopped before it was done', facts: {} }
  }
  const cause =
    error instanceof Error ? String(Reflect.get(error, 'code') ?? error.name) : 'unknown'
  return { code: 'internal', message: 'Something failed inside Space', facts: { cause } }
}

export function fromWireError(error: WireError): SpaceError {
  return new SpaceError(error.code, error.message, {
    ...(error.why === undefined ? {} : { why: error.why }),
    ...(error.try === undefined ? {} : { try: error.try }),
    facts: error.facts,
  })
}

export function isWireError(value: unknown): value is WireError {
  if (typeof value !== 'object' || value === null) return false
  const { code, message, why, try: way, facts } = value as Record<string, unknown>
  return (
    ERROR_CODES.some((known) => known === code) &&
    isWireText(message) &&
    (why === undefined || isWireText(why)) &&
    (way === undefined || isWireText(way)) &&
    typeof facts === 'object' &&
    facts !== null &&
    Object.keys(facts).length <= FACTS &&
    Object.values(facts).every((fact) => typeof fact === 'number' || isWireText(fact))
  )
}

/** Whether `value` is a string that is not too long for a wire. */
export function isWireText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= TEXT_CHARS
}

/** NaN has no form on every wire, and an answer that cannot be sent is one that never comes. */
function shortFact(fact: string | number): string | number {
  return typeof fact === 'number' && Number.isFinite(fact) ? fact : short(String(fact))
}

/** A very long path in an error must not look hostile to the other side. */
function short(text: string): string {
  return text.length <= TEXT_CHARS ? text : `${text.slice(0, TEXT_CHARS - 1)}…`
}
