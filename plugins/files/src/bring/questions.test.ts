import { expect, test } from 'vitest'
import { conflictOf, factsOf } from './bring.samples.ts'
import { answered, answersOf, ask, nextQuestion, type Question } from './questions.ts'

const FOLDER = { kind: 'directory', size: 0 } as const
const merge = conflictOf('Photos', {
  coming: factsOf(FOLDER),
  existing: factsOf(FOLDER),
  answers: ['merge', 'keep-both', 'skip'],
})

test('each is asked by itself, in their order, and the careful answer is marked', () => {
  let asked = ask([conflictOf('a.txt'), conflictOf('b.txt')])
  const first = nextQuestion(asked) as Question
  expect(first).toMatchObject({ at: [0], first: 'keep-both', alike: 1 })
  asked = answered(asked, first, 'replace', false)
  const second = nextQuestion(asked) as Question
  expect(second.at).toEqual([1])
  asked = answered(asked, second, 'skip', false)
  expect(nextQuestion(asked)).toBeNull()
  expect(answersOf(asked)).toEqual(['replace', 'skip'])
})

test('one answer for all reaches those that are alike, and not folders', () => {
  const asked = ask([conflictOf('a.txt'), merge, conflictOf('b.txt'), conflictOf('c.txt')])
  const all = answered(asked, nextQuestion(asked) as Question, 'replace', true)
  expect(all.answers).toEqual(['replace', null, 'replace', 'replace'])
  expect(nextQuestion(all)).toMatchObject({ at: [1], first: 'merge' })
})

test('an answer for all leaves those open for which it is not possible', () => {
  const asked = ask([conflictOf('a.txt'), conflictOf('b.txt', { answers: ['keep-both', 'skip'] })])
  const all = answered(asked, nextQuestion(asked) as Question, 'replace', true)
  expect(all.answers).toEqual(['replace', null])
})

test('all that are most likely the same files are one question, and leaving them is marked', () => {
  const same = (name: string) => conflictOf(name, { isSame: true })
  const asked = ask([conflictOf('a.txt'), same('b.txt'), same('c.txt')])
  const question = nextQuestion(asked) as Question
  expect(question).toMatchObject({ at: [1, 2], first: 'skip' })
  const next = answered(asked, question, 'skip', false)
  expect(next.answers).toEqual([null, 'skip', 'skip'])
  expect(nextQuestion(next)?.at).toEqual([0])
})

test('an answer is not taken back by a later one for all', () => {
  const asked = ask([conflictOf('a.txt'), conflictOf('b.txt'), conflictOf('c.txt')])
  const one = answered(asked, nextQuestion(asked) as Question, 'skip', false)
  const all = answered(one, nextQuestion(one) as Question, 'replace', true)
  expect(answersOf(all)).toEqual(['skip', 'replace', 'replace'])
})
