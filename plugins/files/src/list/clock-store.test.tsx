import { act, screen } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { NOW, open, settle } from '../files.samples.tsx'
import { createClockStore, keepTime } from './clock-store.ts'

test('rows that came at the same time tell the same time, whenever each is drawn', async () => {
  const { files, host } = await open({ files: { 'a.txt': 'a', 'b.txt': 'b' } })
  const told = (): (string | undefined)[] =>
    screen
      .getAllByRole('row')
      .filter((row) => row.textContent.includes('.txt'))
      .map((row) => row.querySelectorAll('[role=gridcell]')[4]?.textContent)
  const rows = [0, 1, 2].map((index) => files.rows.getState().row(index))
  const last = Math.max(...rows.map((row) => row?.lastModified ?? 0))
  act(() => files.clock.setState({ now: last + 12 * 60_000 }))
  // Drawn anew later, and still by the same clock.
  await act(() => host.person.write('c.txt', 'c'))
  await settle()
  expect(told().slice(0, 2)).toEqual(['12 min ago', '12 min ago'])
  act(() => files.clock.setState({ now: last + 13 * 60_000 }))
  expect(told().slice(0, 2)).toEqual(['13 min ago', '13 min ago'])
})

test('the clock ticks while the page is seen, and at once when it is seen again', () => {
  vi.useFakeTimers()
  try {
    let now = NOW
    const clock = createClockStore(() => now)
    const page = Object.assign(new EventTarget(), { visibilityState: 'visible' })
    const stop = keepTime(clock, page as unknown as Document)
    now += 60_000
    vi.advanceTimersByTime(60_000)
    expect(clock.getState().now).toBe(now)
    page.visibilityState = 'hidden'
    const before = now
    now += 60_000
    vi.advanceTimersByTime(60_000)
    expect(clock.getState().now).toBe(before)
    page.visibilityState = 'visible'
    page.dispatchEvent(new Event('visibilitychange'))
    expect(clock.getState().now).toBe(now)
    stop()
    now += 60_000
    vi.advanceTimersByTime(60_000)
    expect(clock.getState().now).toBe(now - 60_000)
  } finally {
    vi.useRealTimers()
  }
})
