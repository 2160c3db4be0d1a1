/** Errors as an app may read them: where the person keeps what they gave is nothing to it. */
import { type ErrorCode, SpaceError } from '@space/sdk'

/** In place of words that name a path; the code stays. */
const WORDS: Partial<Record<ErrorCode, string>> = {
  'bad-input': 'This name or place cannot be used',
  conflict: 'It was changed meanwhile',
  'corrupt-block': 'This file cannot be read whole',
  exists: 'Something of this name is there already',
  'is-folder': 'This is a folder, not a file',
  'missing-block': 'This file cannot be read whole',
  'not-folder': 'This is a file, not a folder',
  'not-found': 'There is nothing of this name',
}

/** Facts that are texts and name no place; numbers never do. */
const PLAIN_FACTS: ReadonlySet<string> = new Set(['cause', 'undo', 'version'])

/** The error without paths and ids; other errors, and those that name none, are given back as they are. */
export function withoutPaths(error: unknown): unknown {
  if (!(error instanceof SpaceError)) return error
  const all = Object.entries(error.facts)
  const facts = all.filter(
    ([name, fact]) => typeof fact === 'number' || (PLAIN_FACTS.has(name) && isPlain(fact)),
  )
  const says = [error.message, error.why ?? '', error.try ?? '']
  if (facts.length === all.length && says.every(isPlain)) return error
  return new SpaceError(error.code, WORDS[error.code] ?? 'This cannot be done', {
    facts: Object.fromEntries(facts),
    ...(error.code === 'not-found' ? { try: LOOK_AGAIN } : {}),
  })
}

function isPlain(words: string): boolean {
  return !words.includes('/')
}

const LOOK_AGAIN = 'look at the folder again'

/** What lies outside of a grant is not there. */
export function notFound(): SpaceError {
  return new SpaceError('not-found', 'There is nothing of this name', { try: LOOK_AGAIN })
}
