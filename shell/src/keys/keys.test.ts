import { expect, test } from 'vitest'
import { createTabsStore } from '../tabs/tabs-store.ts'
import { pathOf } from '../tabs/place.ts'
import { keysOf } from './keys.ts'

function stand() {
  const tabs = createTabsStore({ getItem: () => null, setItem: () => undefined })
  const front = (): string => {
    const { tabs: all, front: id } = tabs.getState()
    return pathOf(all.find((tab) => tab.id === id)?.place ?? { kind: 'home' })
  }
  const keys = keysOf({
    tabs,
    closeTab: () => tabs.getState().close(tabs.getState().front),
    openPalette: () => undefined,
    showHelp: () => undefined,
    address: () => '',
  })
  return { tabs, front, keys }
}

test('tabs are turned by keys, around the end and the beginning', () => {
  const { tabs, keys, front } = stand()
  tabs.getState().go({ kind: 'app', label: 'ledger' })
  keys['Mod+T']?.()
  tabs.getState().go({ kind: 'settings', page: 'about' })
  expect(front()).toBe('settings/about')
  keys['Ctrl+Tab']?.()
  expect(front()).toBe('app/ledger')
  keys['Ctrl+Shift+Tab']?.()
  expect(front()).toBe('settings/about')
  keys['Mod+1']?.()
  expect(front()).toBe('app/ledger')
  keys['Mod+9']?.()
  expect(front()).toBe('settings/about')
  keys['Mod+W']?.()
  expect(front()).toBe('app/ledger')
})

test('back and forward go through what an app showed, and a path that replaces another is one step', () => {
  const { tabs, keys, front } = stand()
  tabs.getState().go({ kind: 'app', label: 'files' })
  const { setPath } = tabs.getState()
  setPath('files', ['Photos'])
  setPath('files', ['Photos', '2026 / #1'])
  setPath('files', ['Photos', '2026'], { replace: true })
  expect(front()).toBe('app/files/Photos/2026')
  keys['Alt+ArrowLeft']?.()
  expect(front()).toBe('app/files/Photos')
  keys['Alt+ArrowLeft']?.()
  expect(front()).toBe('app/files')
  keys['Alt+ArrowRight']?.()
  expect(front()).toBe('app/files/Photos')
})

test('going to an app that is open leaves it where it is', () => {
  const { tabs, front } = stand()
  tabs.getState().go({ kind: 'app', label: 'files' })
  tabs.getState().setPath('files', ['Photos'])
  tabs.getState().openTab()
  tabs.getState().go({ kind: 'app', label: 'files' })
  expect(front()).toBe('app/files/Photos')
  tabs.getState().go({ kind: 'app', label: 'files', path: ['Books'] })
  expect(front()).toBe('app/files/Books')
})

test('a closed tab comes back with its steps, and an app never twice', () => {
  const { tabs, keys, front } = stand()
  tabs.getState().go({ kind: 'app', label: 'files' })
  tabs.getState().setPath('files', ['Photos'])
  keys['Mod+W']?.()
  expect(front()).toBe('home')
  keys['Mod+Shift+T']?.()
  expect(front()).toBe('app/files/Photos')
  keys['Alt+ArrowLeft']?.()
  expect(front()).toBe('app/files')
  keys['Mod+W']?.()
  tabs.getState().go({ kind: 'app', label: 'files' })
  keys['Mod+Shift+T']?.()
  const labels = tabs.getState().tabs.map(({ place }) => pathOf(place))
  expect(labels.filter((path) => path.startsWith('app/files'))).toHaveLength(1)
})

test('a tab is moved along the strip, and stays what it was', () => {
  const { tabs } = stand()
  tabs.getState().openTab()
  tabs.getState().openTab()
  const [first, ...rest] = tabs.getState().tabs.map(({ id }) => id)
  tabs.getState().moveTab(first ?? 0, 2)
  expect(tabs.getState().tabs.map(({ id }) => id)).toEqual([...rest, first])
  tabs.getState().moveTab(first ?? 0, 3)
  expect(tabs.getState().tabs.map(({ id }) => id)).toEqual([...rest, first])
})
