import { expect, test } from 'vitest'
import { pathOf, placeOf, type Place } from './place.ts'
import { createTabsStore } from './tabs-store.ts'

function open(first?: Place, kept: Record<string, string> = {}) {
  const stored = new Map(Object.entries(kept))
  const storage = {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
  }
  const store = createTabsStore(storage, first)
  const paths = (): string[] => store.getState().tabs.map(({ place }) => pathOf(place))
  const front = (): string => {
    const { tabs, front: id } = store.getState()
    return pathOf(tabs.find((tab) => tab.id === id)?.place ?? { kind: 'home' })
  }
  return { ...store.getState(), store, storage, paths, front }
}

const LEDGER: Place = { kind: 'app', label: 'ledger' }
const ABOUT: Place = { kind: 'settings', page: 'about' }
const PERMISSIONS: Place = { kind: 'settings', page: 'permissions' }

test('a window begins at home', () => {
  expect(open().paths()).toEqual(['home'])
})

test('an app takes the place of home, and has one tab', () => {
  const { go, openTab, paths, front } = open()
  go(LEDGER)
  expect(paths()).toEqual(['app/ledger'])
  openTab()
  go(LEDGER)
  expect(paths()).toEqual(['app/ledger', 'home'])
  expect(front()).toBe('app/ledger')
})

test('going elsewhere from an app leaves the app open', () => {
  const { go, paths, front } = open(LEDGER)
  go(PERMISSIONS)
  expect(paths()).toEqual(['app/ledger', 'settings/permissions'])
  expect(front()).toBe('settings/permissions')
})

test('pages of Space have a way back and forward', () => {
  const { go, goBack, goForward, front } = open(PERMISSIONS)
  go(ABOUT)
  expect(front()).toBe('settings/about')
  goBack()
  expect(front()).toBe('settings/permissions')
  goForward()
  expect(front()).toBe('settings/about')
})

test('closing shows the neighbour, and the last one leaves home', () => {
  const { store, go, close, paths, front } = open(LEDGER)
  go(ABOUT)
  close(store.getState().front)
  expect(front()).toBe('app/ledger')
  close(store.getState().front)
  expect(paths()).toEqual(['home'])
})

test('the tab of a replaced app shows the new one, where it was, and only once', () => {
  const { store, go, replaceApp, paths, front } = open(LEDGER)
  go(ABOUT)
  replaceApp('ledger', 'ledger2')
  expect(paths()).toEqual(['app/ledger2', 'settings/about'])
  go(LEDGER)
  replaceApp('ledger', 'ledger2')
  expect(paths()).toEqual(['app/ledger2', 'settings/about'])
  expect(front()).toBe('app/ledger2')
  replaceApp('atlas', 'atlas2')
  expect(store.getState().tabs).toHaveLength(2)
})

test('a reload finds the tabs as they were', () => {
  const { go, storage } = open(LEDGER)
  go(ABOUT)
  const again = createTabsStore(storage)
  const { tabs, front } = again.getState()
  expect(tabs.map(({ place }) => pathOf(place))).toEqual(['app/ledger', 'settings/about'])
  expect(tabs.findIndex(({ id }) => id === front)).toBe(1)
})

test.each(['', '{', 'null', '{"paths":"x"}', '{"paths":["nowhere/at/all"]}'])(
  'what cannot be read from before (%s) is no reason not to open',
  (text) => {
    expect(open(undefined, { 'space:tabs': text }).paths()).toEqual(['home'])
  },
)

test('what an app calls itself is one short line', () => {
  const { store, setTitle } = open(LEDGER)
  setTitle('ledger', `  November\n\n${'x'.repeat(200)}`)
  expect(store.getState().titles['ledger']).toBe(`November ${'x'.repeat(51)}`)
})

test.each([
  'home',
  'app/ledger',
  'settings/permissions',
  'settings/activity/ledger',
  'settings/activity/a%2Fb',
])('%s leads somewhere and back', (path) => {
  const place = placeOf(path)
  expect(place && pathOf(place)).toBe(path)
})

test.each([
  '',
  'app',
  'app/',
  'app/../x',
  'app/A',
  'app/a//b',
  'app/a/%',
  `app/a/${'x'.repeat(256)}`,
  `app/a${'/x'.repeat(201)}`,
  'settings',
  'settings/x',
  'home/x',
  'settings/activity/%',
])('%j leads nowhere', (path) => {
  expect(placeOf(path)).toBeUndefined()
})
