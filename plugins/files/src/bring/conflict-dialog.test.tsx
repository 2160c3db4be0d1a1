import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import type { BringAnswer, BringConflict } from '@space/sdk'
import { afterEach, expect, test } from 'vitest'
import { conflictOf, factsOf } from './bring.samples.ts'
import { ConflictDialog } from './conflict-dialog.tsx'

afterEach(cleanup)

const NOW = 1_800_000_060_000 + 60_000

function open(...conflicts: BringConflict[]) {
  const answers: (readonly BringAnswer[] | null)[] = []
  render(
    <ConflictDialog
      pending={{ into: 'Lisbon 2026', conflicts }}
      now={NOW}
      onAnswer={(answer) => answers.push(answer)}
    />,
  )
  return answers
}
const choose = (name: RegExp): boolean => fireEvent.click(screen.getByRole('radio', { name }))
const press = (name: string): boolean => fireEvent.click(screen.getByRole('button', { name }))
const title = (): string => screen.getByRole('heading', { level: 2 }).textContent

test('the dialog names the file and shows size and date of both, the newer one told', () => {
  open(conflictOf('Budget Lisbon.xlsx'))
  expect(screen.getByRole('dialog').textContent).toContain('Nothing has changed yet.')
  expect(title()).toBe('“Budget Lisbon.xlsx” is already here')
  expect(screen.getByRole('radio', { name: /Keep this one/ }).parentElement?.textContent).toContain(
    '48 KB · 2 min ago',
  )
  expect(screen.getByRole('radio', { name: /Use the new/ }).parentElement?.textContent).toContain(
    '51 KB · newer: 1 min ago',
  )
  expect(screen.getByText(/such as “Budget Lisbon \(2\).xlsx”/)).toBeDefined()
})

test('the name that a second one would get is the one that it gets', () => {
  open(conflictOf('archive (2).tar.gz'))
  expect(screen.getByText(/such as “archive \(3\).tar.gz”/)).toBeDefined()
})

test('keeping both is marked and has the focus, and the button says what it does', () => {
  const answers = open(conflictOf('a.txt'))
  const both = screen.getByRole('radio', { name: /Keep both/ })
  expect(both).toHaveProperty('checked', true)
  expect(document.activeElement).toBe(both)
  press('Keep both')
  expect(answers).toEqual([['keep-both']])
})

test('each is asked in its turn, and one answer can be for all others', () => {
  const answers = open(conflictOf('a.txt'), conflictOf('b.txt'), conflictOf('c.txt'))
  expect(screen.getByText(/1 of 3 with the same name/)).toBeDefined()
  choose(/Use the new one/)
  press('Use the new one')
  expect(title()).toBe('“b.txt” is already here')
  choose(/Keep this one/)
  fireEvent.click(screen.getByRole('checkbox', { name: 'Do the same for the other 1' }))
  press('Keep this one')
  expect(answers).toEqual([['replace', 'skip', 'skip']])
})

test('files that were brought before are one question, and leaving them is marked', () => {
  const answers = open(conflictOf('a', { isSame: true }), conflictOf('b', { isSame: true }))
  expect(title()).toBe('2 files are already here')
  expect(screen.queryByRole('checkbox')).toBeNull()
  press('Leave them as they are')
  expect(answers).toEqual([['skip', 'skip']])
})

test('a folder can be put together with the one that is here', () => {
  const folder = factsOf({ kind: 'directory', size: 0, lastModified: 0 })
  const answers = open(
    conflictOf('Photos', {
      coming: folder,
      existing: folder,
      answers: ['merge', 'keep-both', 'skip'],
    }),
  )
  expect(screen.queryByRole('radio', { name: /Use the new/ })).toBeNull()
  press('Put them together')
  expect(answers).toEqual([['merge']])
})

test('Escape and the quiet button add nothing', () => {
  const answers = open(conflictOf('a.txt'))
  fireEvent.keyDown(screen.getByRole('dialog'), { key: 'Escape' })
  press('Add nothing')
  expect(answers).toEqual([null, null])
})

test('a name that would turn the words around is shown with its signs', () => {
  open(conflictOf('photo\u202egpj.exe'))
  expect(title()).toBe(String.raw`“photo\u{202e}gpj.exe” is already here`)
})
