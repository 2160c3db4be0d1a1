import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { Calendar } from './calendar.tsx'

afterEach(cleanup)

const at = (month: number, date: number): number => new Date(2026, month, date, 18).getTime()
const DAYS = [
  { at: at(10, 25), changes: 3 },
  { at: at(10, 3), changes: 1 },
  { at: at(8, 30), changes: 12 },
]

function show({ isWhole = true }: { isWhole?: boolean } = {}) {
  const onChoose = vi.fn<(day: { at: number }) => void>()
  const onOlder = vi.fn<() => void>()
  render(
    <Calendar
      days={DAYS}
      now={at(10, 25)}
      chosen={undefined}
      isWhole={isWhole}
      onOlder={onOlder}
      onChoose={onChoose}
    />,
  )
  return { onChoose, onOlder }
}

test('only days with changes can be chosen, and each says how many', () => {
  const { onChoose } = show()
  expect(screen.getByRole('heading').textContent).toBe('November 2026')
  const days = screen.getAllByRole('button', { name: /change/ })
  expect(days.map((day) => day.getAttribute('aria-label'))).toEqual([
    '3 November, 1 change',
    '25 November, 3 changes',
  ])
  fireEvent.click(days[1]!)
  expect(onChoose).toHaveBeenCalledWith(DAYS[0])
})

test('arrows lead from day to day', () => {
  show()
  const [third, last] = screen.getAllByRole('button', { name: /change/ })
  third!.focus()
  fireEvent.keyDown(third!, { key: 'ArrowRight' })
  expect(document.activeElement).toBe(last)
})

test('one goes back as far as there were changes, and never into the future', () => {
  show()
  const [before, after] = ['Month before', 'Month after'].map((name) =>
    screen.getByRole<HTMLButtonElement>('button', { name }),
  )
  expect(after!.disabled).toBe(true)
  fireEvent.click(before!)
  fireEvent.click(before!)
  expect(screen.getByRole('heading').textContent).toBe('September 2026')
  expect(screen.getByRole('button', { name: /30.*12 changes/ })).toBeDefined()
  expect(before!.disabled).toBe(true)
})

test('older days are asked for when the person comes to them', () => {
  const { onOlder } = show({ isWhole: false })
  const before = screen.getByRole('button', { name: 'Month before' })
  fireEvent.click(before)
  expect(onOlder).not.toHaveBeenCalled()
  fireEvent.click(before)
  expect(onOlder).toHaveBeenCalledOnce()
})
