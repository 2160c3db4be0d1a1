import { expect, test, vi } from 'vitest'
import { browserBridge } from './browser-bridge.ts'
import type { AppSpot, DesktopApi } from './desktop-api.ts'
import { desktopOf, electronBridge } from './electron-bridge.ts'
import { type BridgeStage, testHostBridge } from './host-bridge.contract.ts'

function pretended(done: string[]) {
  const lists = new Map<string, EventTarget & { matches: boolean }>()
  const posted: { data: unknown; origin: unknown; ports: unknown }[] = []
  const window = {
    location: { origin: 'http://space.localhost:7723' },
    document: {
      createElement: () => ({
        href: '',
        click() {
          done.push(`save ${this.href}`)
        },
      }),
    },
    navigator: { clipboard: { writeText: async (text: string) => copy(done, text) } },
    matchMedia(query: string) {
      const list = Object.assign(new EventTarget(), { matches: false })
      lists.set(query, list)
      return list
    },
    open: (url: string) => void done.push(`open ${url}`),
    print: () => void done.push('print'),
    postMessage: (data: unknown, origin: unknown, ports: unknown) =>
      void posted.push({ data, origin, ports }),
  }
  const choose = (query: RegExp, matches: boolean): void => {
    for (const [name, list] of lists) {
      if (!query.test(name)) continue
      list.matches = matches
      list.dispatchEvent(new Event('change'))
    }
  }
  return { window: window as unknown as Window, choose, posted }
}

function copy(done: string[], text: string): void {
  if (text === 'refused') throw new Error('no')
  done.push(`copy ${text}`)
}

function electron() {
  const done: string[] = []
  const spots: AppSpot[] = []
  const tell = new Map<string, (label: string) => void>()
  const desktop: DesktopApi = {
    startDaemon: async () => void done.push('start'),
    openLink: async (url) => void done.push(`open ${url}`),
    copyText: async (text) => copy(done, text),
    placeApp: async (spot) => void spots.push(spot),
    leaveApp: async (label) => void done.push(`leave ${label}`),
    onAppLoaded: (hear) => void tell.set('loaded', hear),
    onAppActed: (hear) => void tell.set('acted', hear),
    onAppGone: (hear) => void tell.set('gone', hear),
  }
  const clock = { ms: 1000 }
  const { window, choose, posted } = pretended(done)
  const bridge = electronBridge(window, desktop, () => clock.ms)
  return { bridge, views: bridge.views!, done: () => done, choose, posted, tell, clock, desktop }
}

testHostBridge('browser', (): BridgeStage => {
  const done: string[] = []
  const { window, choose } = pretended(done)
  return { bridge: browserBridge(window), done: () => done, choose }
})

testHostBridge('electron', electron)

test('a page in a browser has no desktop, no views and nothing that starts a daemon', () => {
  const { window } = pretended([])
  expect(desktopOf(window)).toBeUndefined()
  const bridge = browserBridge(window)
  expect([bridge.views, bridge.startDaemon]).toEqual([undefined, undefined])
})

test('the desktop starts the daemon when the window asks', async () => {
  const { bridge, done } = electron()
  await bridge.startDaemon?.()
  expect(done()).toEqual(['start'])
})

test('a port for an app goes to the preload of this very page, with the label of the app', () => {
  const { views, posted } = electron()
  const { port1 } = new MessageChannel()
  views.targetOf('atlas').postMessage('space:init', 'http://app-atlas.localhost:7723', [port1])
  expect(posted).toEqual([
    {
      data: { type: 'space:greet', label: 'atlas' },
      origin: 'http://space.localhost:7723',
      ports: [port1],
    },
  ])
})

test('what an app asks for counts as asked by the person for five seconds after they acted in it', () => {
  const { views, tell, clock } = electron()
  expect(views.hasActed('atlas')).toBe(false)
  tell.get('acted')?.('atlas')
  clock.ms += 4999
  expect([views.hasActed('atlas'), views.hasActed('ledger')]).toEqual([true, false])
  clock.ms += 1
  expect(views.hasActed('atlas')).toBe(false)
})

test('whoever watches an app hears that it loaded and that it is gone, until it watches no more', () => {
  const { views, tell } = electron()
  const loaded = vi.fn<() => void>()
  const gone = vi.fn<() => void>()
  const stop = views.watch('atlas', { loaded, gone })
  tell.get('loaded')?.('ledger')
  tell.get('loaded')?.('atlas')
  tell.get('gone')?.('atlas')
  stop()
  tell.get('loaded')?.('atlas')
  expect([loaded.mock.calls.length, gone.mock.calls.length]).toEqual([1, 1])
})
