import { expect, test } from 'vitest'
import { createAppsStore } from '../launcher/apps-store.ts'
import { createTabsStore } from '../tabs/tabs-store.ts'
import { createFakeHost } from '../fake/fake-host.ts'
import * as world from '../fake/world.ts'
import { openFollowing } from './following.ts'

function window(isReady: boolean) {
  const apps = createAppsStore(createFakeHost().host.apps)
  const tabs = createTabsStore({ getItem: () => null, setItem: () => undefined })
  const said: string[] = []
  if (isReady) apps.getState().take([world.FILES, world.LEDGER])
  const follow = openFollowing({ apps, tabs, say: (text) => void said.push(text) })
  const place = () => tabs.getState().tabs.find(({ id }) => id === tabs.getState().front)?.place
  return { apps, follow, said, place }
}

test('an address leads into an app that comes with Space', () => {
  const { follow, place } = window(true)
  follow('files/Photos%202026/a%25')
  expect(place()).toEqual({
    kind: 'app',
    label: world.FILES.label,
    path: ['Photos 2026', 'a%'],
  })
  follow('settings/privacy')
  expect(place()).toEqual({ kind: 'settings', page: 'privacy' })
})

test('what leads into an app waits until apps are known; the last link counts', () => {
  const { apps, follow, place, said } = window(false)
  follow('files/First')
  follow('files/Second')
  expect(place()).toEqual({ kind: 'home' })
  apps.getState().take([world.FILES])
  expect(place()).toMatchObject({ path: ['Second'] })
  apps.getState().take([world.FILES, world.LEDGER])
  expect(place()).toMatchObject({ path: ['Second'] })
  expect(said).toEqual([])
})

test.each([
  'files/..',
  'files/%2e%2e',
  'files/a%2Fb',
  'files/%',
  '../x',
  '',
  'javascript:alert(1)',
])('%j leads nowhere, and says so', (address) => {
  const { follow, place, said } = window(true)
  follow(address)
  expect(place()).toEqual({ kind: 'home' })
  expect(said).toEqual(['This link leads nowhere'])
})

test('an app by a stranger has no address, whatever it calls itself', () => {
  const { apps, follow, place, said } = window(false)
  apps.getState().take([{ ...world.LEDGER, id: 'files' }])
  follow('files/Photos')
  expect(place()).toEqual({ kind: 'home' })
  expect(said).toEqual(['There is no app of that name'])
})
