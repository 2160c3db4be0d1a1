import { expect, test } from 'vitest'
import { type BackOfBrowser, heedBack } from './browser-back.ts'
import { pathOf } from './place.ts'
import { createTabsStore } from './tabs-store.ts'

/** A browser with one page before the window. */
function stand() {
  const entries: unknown[] = [null]
  const target = new EventTarget()
  let left = 0
  const window: BackOfBrowser = {
    addEventListener: target.addEventListener.bind(target),
    location: { hash: '' } as Location,
    history: {
      get state() {
        return entries.at(-1)
      },
      pushState: (state: unknown) => void entries.push(state),
      replaceState: (state: unknown) => void entries.splice(-1, 1, state),
      back() {
        left += 1
      },
    },
  }
  const tabs = createTabsStore({ getItem: () => null, setItem: () => undefined })
  heedBack(window, tabs, new AbortController().signal)
  const back = (): void => {
    entries.pop()
    tell()
  }
  const tell = (): void => {
    const event = Object.assign(new Event('popstate'), { state: entries.at(-1) ?? null })
    target.dispatchEvent(event)
  }
  const front = (): string => {
    const { tabs: all, front: id } = tabs.getState()
    return pathOf(all.find((tab) => tab.id === id)?.place ?? { kind: 'home' })
  }
  /** An address is typed. */
  const type = (): void => {
    entries.push(null)
    tell()
  }
  return { tabs, back, type, front, left: () => left }
}

test('the browser’s Back goes through the places, and leaves only behind the first', () => {
  const { tabs, back, front, left } = stand()
  tabs.getState().go({ kind: 'app', label: 'files' })
  tabs.getState().setPath('files', ['Photos'])
  tabs.getState().setPath('files', ['Photos', '2026'])
  back()
  expect(front()).toBe('app/files/Photos')
  back()
  expect(front()).toBe('app/files')
  expect(left()).toBe(0)
  back()
  expect(left()).toBe(1)
})

test('an address that is typed is no way back', () => {
  const { tabs, type, front, left } = stand()
  tabs.getState().go({ kind: 'app', label: 'files' })
  tabs.getState().setPath('files', ['Photos'])
  type()
  expect(front()).toBe('app/files/Photos')
  expect(left()).toBe(0)
})
