import { useId, useRef } from 'react'
import type { ReactNode } from 'react'
import type { Problem } from '@space/ui'
import { i18n, shownName } from '@space/ui'
import styles from './phrase-fields.module.css'
import { WORDS } from './kit-store.ts'
import { WordField } from './word-field.tsx'

/** A field for each word that is asked for, all 24 or some of them; a paste fills those that follow. */
export function PhraseFields({
  places,
  words,
  list,
  problem,
  wrongPlace,
  onChange,
  onCheck,
  onLast,
}: {
  /** From 1. */
  places: readonly number[]
  /** As many as places. */
  words: readonly string[]
  list: readonly string[]
  problem: Problem | undefined
  wrongPlace: number | undefined
  onChange: (words: readonly string[]) => void
  /** The person left a field whose word is not in the list. */
  onCheck?: () => void
  /** The last one is complete. */
  onLast?: () => void
}): ReactNode {
  const id = useId()
  const fields = useRef<(HTMLInputElement | null)[]>([])
  const put = (at: number, given: readonly string[]): void => {
    const next = [...words]
    for (const [i, word] of given.entries()) if (at + i < places.length) next[at + i] = word
    onChange(next)
  }
  const goOn = (at: number): void => {
    const next = fields.current[at]
    if (next) next.focus()
    else onLast?.()
  }
  return (
    <>
      <div className={places.length === WORDS ? styles.all : styles.some}>
        {places.map((place, at) => (
          <WordField
            key={place}
            ref={(field) => {
              fields.current[at] = field
            }}
            place={place}
            value={words[at] ?? ''}
            list={list}
            isWrong={wrongPlace === place || isUnknown(words[at], list)}
            describedBy={problem === undefined ? undefined : id}
            onChange={(word) => put(at, [word])}
            onMany={(many) => {
              put(at, many)
              goOn(Math.min(at + many.length, places.length - 1))
            }}
            onDone={() => goOn(at + 1)}
            onLeave={() => {
              if (isUnknown(words[at], list)) onCheck?.()
            }}
          />
        ))}
      </div>
      <p id={id} role="alert" className={styles.problem} hidden={problem === undefined}>
        {problem && [problem.what, problem.why, problem.try].filter(Boolean).join('. ')}
      </p>
    </>
  )
}

/** Names the first word that no page has, in words; undefined when there is none. */
export function unknownIn(words: readonly string[], list: readonly string[]): string | undefined {
  const at = words.findIndex((word) => isUnknown(word, list))
  if (at < 0) return undefined
  return i18n.t(
    'Word {place}, “{word}”, is none of the words that such a page has. Look at it again.',
    {
      place: at + 1,
      word: shownName(words[at] ?? ''),
    },
  )
}

/** What is wrong with a phrase that is not whole, in words; undefined when nothing is missing. */
export function missingIn(words: readonly string[]): string | undefined {
  const missing = words.flatMap((word, at) => (word === '' ? [at + 1] : []))
  if (missing.length === 0) return undefined
  return i18n.t(
    '{count, plural, one {One word is missing} other {# words are missing}}: {places}. A part of the words opens nothing; all of them are needed.',
    { count: missing.length, places: rangesOf(missing) },
  )
}

/** `3, 7 to 12`. */
function rangesOf(places: readonly number[]): string {
  const ranges: [number, number][] = []
  for (const place of places) {
    const last = ranges.at(-1)
    if (last !== undefined && last[1] === place - 1) last[1] = place
    else ranges.push([place, place])
  }
  return ranges
    .map(([from, to]) => (from === to ? String(from) : i18n.t('{from} to {to}', { from, to })))
    .join(', ')
}

function isUnknown(word: string | undefined, list: readonly string[]): boolean {
  if (word === undefined || word === '' || list.length === 0) return false
  // While it is typed it is no mistake yet.
  return !list.some((known) => known.startsWith(word))
}
