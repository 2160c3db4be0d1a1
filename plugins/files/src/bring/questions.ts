import type { BringAnswer, BringConflict } from '@space/sdk'

/** Conflicts and what was said to each so far, in their order. */
export interface Asked {
  readonly conflicts: readonly BringConflict[]
  readonly answers: readonly (BringAnswer | null)[]
}

/**
 * What is asked now: one by itself, or all at once that have the same size and time as what is there
 * already, as after a transfer that was cut off.
 */
export interface Question {
  readonly conflict: BringConflict
  /** Places of those that are asked for; more than one only when all are the same. */
  readonly at: readonly number[]
  readonly answers: readonly BringAnswer[]
  /** What is marked at first: what brings all of it and harms nothing. */
  readonly first: BringAnswer
  /** How many others wait that could be answered alike. */
  readonly alike: number
}

export function ask(conflicts: readonly BringConflict[]): Asked {
  return { conflicts, answers: conflicts.map(() => null) }
}

/** Null when all is answered. */
export function nextQuestion({ conflicts, answers }: Asked): Question | null {
  const open = conflicts.flatMap((conflict, at) => (answers[at] === null ? [{ conflict, at }] : []))
  const same = open.filter(({ conflict }) => conflict.isSame)
  const first = same[0] ?? open[0]
  if (first === undefined) return null
  const { conflict } = first
  const asked = same.length > 1 ? same : [first]
  const alike = open.filter((one) => !asked.includes(one) && isAlike(one.conflict, conflict))
  return {
    conflict,
    at: asked.map(({ at }) => at),
    answers: conflict.answers,
    first: conflict.isSame ? 'skip' : (conflict.answers[0] ?? 'skip'),
    alike: alike.length,
  }
}

/** Say `answer` to what is asked and, `forAll`, to all that are alike and can be answered so. */
export function answered(
  { conflicts, answers }: Asked,
  question: Question,
  answer: BringAnswer,
  forAll: boolean,
): Asked {
  const asked = new Set(question.at)
  return {
    conflicts,
    answers: conflicts.map((conflict, at) => {
      const before = answers[at] ?? null
      if (before !== null) return before
      const isMeant = asked.has(at) || (forAll && isAlike(conflict, question.conflict))
      if (!isMeant) return null
      return conflict.answers.includes(answer) ? answer : null
    }),
  }
}

/** All of them, once {@link nextQuestion} is null. */
export function answersOf({ answers }: Asked): readonly BringAnswer[] {
  return answers.map((answer) => answer ?? 'skip')
}

function isAlike(one: BringConflict, other: BringConflict): boolean {
  return one.coming.kind === other.coming.kind && one.existing.kind === other.existing.kind
}
