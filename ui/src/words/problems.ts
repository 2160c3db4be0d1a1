import { isSpaceError } from '@space/sdk'
import { i18n } from './i18n.ts'

/** What failed, what is safe, and what can be done, for people. */
export interface Problem {
  /** Instead of a title that says that something failed. */
  readonly title?: string
  readonly what: string
  readonly why?: string
  readonly try?: string
}

/** The words of an error; those that are not Space's own never reach the person. */
export function problemOf(error: unknown): Problem {
  if (!isSpaceError(error)) return { what: i18n.t('Something failed inside this window') }
  return {
    what: error.message,
    ...(error.why === undefined ? {} : { why: error.why }),
    ...(error.try === undefined ? {} : { try: error.try }),
  }
}

/** One sentence for a toast. */
export function sentenceOf(error: unknown): string {
  const { what, why } = problemOf(error)
  return why === undefined ? what : i18n.t('{what}: {why}', { what, why })
}
