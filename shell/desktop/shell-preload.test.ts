import { expect, test } from 'vitest'
import type { DesktopApi } from '../src/host-bridge/desktop-api.ts'
import { CALLS } from './channels.ts'
import { bridgeFrame, bridgeShell } from './shell-preload.ts'

const ORIGIN = 'http://space.localhost:7723'

function preloaded(bridge: typeof bridgeShell | typeof bridgeFrame) {
  const asked: unknown[] = []
  const posted: unknown[] = []
  const exposed = new Map<string, object>()
  const heard = new Map<string, (value: unknown, ports: readonly MessagePort[]) => void>()
  const window = Object.assign(new EventTarget(), {
    location: { origin: ORIGIN, hash: '' },
    postMessage: (...all: unknown[]) => void posted.push(all),
  })
  bridge({
    expose: (name, api) => void exposed.set(name, api),
    invoke: async (channel, value) => void asked.push([channel, value]),
    post: (channel, value, ports) => void asked.push([channel, value, ports.length]),
    on: (channel, hear) => void heard.set(channel, hear),
    window: window as unknown as Window,
  })
  const say = (message: object): void => {
    const event = { source: window, origin: ORIGIN, ports: [{}], ...message }
    window.dispatchEvent(Object.assign(new Event('message'), event))
  }
  return { asked, posted, exposed, heard, window, say }
}

test('the page of the shell gets a few frozen words, and nothing of Electron', async () => {
  const { exposed, asked, heard } = preloaded(bridgeShell)
  expect([...exposed.keys()]).toEqual(['spaceDesktop'])
  const api = exposed.get('spaceDesktop') as DesktopApi
  expect(Object.isFrozen(api)).toBe(true)
  expect(Object.keys(api).toSorted()).toEqual(
    [...Object.keys(CALLS), 'onAppLoaded', 'onAppActed', 'onAppGone'].toSorted(),
  )
  await api.copyText('words')
  expect(asked).toEqual([['space:copy-text', 'words']])
  const loaded: unknown[] = []
  api.onAppLoaded((...all: unknown[]) => void loaded.push(all))
  heard.get('space:app-loaded')?.('atlas', [])
  expect(loaded).toEqual([['atlas']])
})

test('a port for an app goes on when the page itself says for whom, and in no other way', () => {
  const { asked, say } = preloaded(bridgeShell)
  const data = { type: 'space:greet', label: 'atlas' }
  say({ data, source: {} })
  say({ data, origin: 'http://app-atlas.localhost:7723' })
  say({ data: 'space:greet' })
  say({ data: null })
  say({ data: { type: 'space:greet', label: 7 } })
  say({ data: { type: 'other', label: 'atlas' } })
  expect(asked).toEqual([])
  say({ data })
  expect(asked).toEqual([['space:greet', 'atlas', 1]])
})

test('a link moves the address of the window', () => {
  const { heard, window } = preloaded(bridgeShell)
  heard.get('space:go')?.('files/Photos%202026', [])
  expect(window.location.hash).toBe('#/files/Photos%202026')
})

test('a frame page gets the port, and says that its app has loaded', () => {
  const { exposed, heard, posted, say, asked } = preloaded(bridgeFrame)
  expect(exposed.size).toBe(0)
  const port = {} as MessagePort
  heard.get('space:greet')?.(null, [port])
  heard.get('space:greet')?.(null, [])
  expect(posted).toEqual([[{ type: 'space:greet' }, ORIGIN, [port]]])
  say({ data: 'space:loaded', source: {} })
  say({ data: 'space:loaded', origin: 'http://app-atlas.localhost:7723' })
  say({ data: 'other' })
  expect(asked).toEqual([])
  say({ data: 'space:loaded' })
  expect(asked).toEqual([['space:loaded', null, 0]])
})
