import { expect, test } from 'vitest'
import { createCommandsStore } from '../commands/commands-store.ts'
import { createLinkStore } from '../consent/link-store.ts'
import { createFakeHost } from '../fake/fake-host.ts'
import { LEDGER, ref } from '../fake/world.ts'
import { createSettingsStore } from '../settings/settings-store.ts'
import { createTabsStore } from '../tabs/tabs-store.ts'
import { createToastsStore } from '../toasts/toasts-store.ts'
import { shellMethods } from './shell-methods.ts'

function open() {
  const toasts = createToastsStore()
  const link = createLinkStore()
  const opened: string[] = []
  const tabs = createTabsStore({ getItem: () => null, setItem: () => undefined })
  const settings = createSettingsStore(createFakeHost().host.settings)
  const { calls, streams } = shellMethods({
    app: ref(LEDGER),
    toasts,
    tabs,
    link,
    settings,
    commands: createCommandsStore(),
    hand: {},
    bridge: {
      openLink: (url) => void opened.push(url),
      download: () => undefined,
      copyText: async () => undefined,

      print: () => undefined,
      look: () => ({ isDark: true, reducedMotion: false, highContrast: false }),
      watchLook: async function* none() {
        // It stays as it is.
      },
    },
  })
  const signal = new AbortController().signal
  return {
    toasts,
    tabs,
    link,
    opened,
    settings,
    follow(name: string, stop: AbortSignal) {
      const stream = streams[name]
      if (stream === undefined) throw new Error(`there is no ${name}`)
      return stream([], stop)
    },
    watch: (stop: AbortSignal) => streams['theme.watch']?.([], stop),
    call: async (method: string, ...params: unknown[]) => calls[method]?.(params, signal),
  }
}

test('a toast of an app bears its name', () => {
  const { call, toasts } = open()
  void call('ui.toast', { text: 'Added 3 receipts' })
  expect(toasts.getState().toasts).toMatchObject([{ from: 'Ledger', text: 'Added 3 receipts' }])
})

test('a toast tells the app how it went', async () => {
  const { call, toasts } = open()
  const undone = call('ui.toast', { text: 'Moved', undo: 'Undo' })
  toasts.getState().undo(toasts.getState().toasts[0]?.id ?? 0)
  expect(await undone).toBe('undo')
  const gone = call('ui.toast', { text: 'Moved' })
  toasts.getState().dismiss(toasts.getState().toasts[0]?.id ?? 0)
  expect(await gone).toBe('gone')
})

test('an app says where it is, and hears of every other address once', async () => {
  const { call, tabs, follow } = open()
  const stop = new AbortController()
  tabs.getState().go({ kind: 'app', label: 'ledger' })
  const heard = follow('address.watch', stop.signal)[Symbol.asyncIterator]()
  expect((await heard.next()).value).toEqual([])
  await call('address.set', ['Photos', '2026 #1'], {})
  expect((await heard.next()).value).toEqual(['Photos', '2026 #1'])
  expect(await call('address.get')).toEqual(['Photos', '2026 #1'])
  tabs.getState().goBack()
  expect((await heard.next()).value).toEqual([])
  stop.abort()
  expect(await heard.next()).toEqual({ done: true, value: undefined })
})

test.each([
  [['']],
  [['x'.repeat(256)]],
  [Array.from({ length: 201 }, () => 'x')],
  ['Photos'],
  [[7]],
])('%j is no address of an app', async (path) => {
  const { call } = open()
  await expect(call('address.set', path, {})).rejects.toMatchObject({ code: 'bad-input' })
})

test('an app cannot fill the window with toasts', () => {
  const { call, toasts } = open()
  for (let at = 0; at < 50; at += 1) void call('ui.toast', { text: `${at} ${'x'.repeat(1000)}` })
  const { toasts: shown } = toasts.getState()
  expect(shown.length).toBeLessThanOrEqual(3)
  expect(shown.every(({ text }) => text.length <= 120)).toBe(true)
})

test('what Space says is not pushed out by an app', () => {
  const { call, toasts } = open()
  toasts.getState().say({ text: 'Deleted' })
  for (let at = 0; at < 5; at += 1) void call('ui.toast', { text: `${at}` })
  expect(toasts.getState().toasts.map(({ text }) => text)).toEqual(['Deleted', '3', '4'])
  for (const text of ['Moved', 'Copied']) toasts.getState().say({ text })
  expect(toasts.getState().toasts.map(({ text }) => text)).toEqual(['Deleted', 'Moved', 'Copied'])
})

test('words of an app hide nothing and turn nothing around', async () => {
  const { call, toasts, tabs } = open()
  const words = ' a\u202Eb\u200B\n c\u2066\u{E0041}\u3164 '
  void call('ui.toast', { text: words })
  await call('ui.title', words)
  expect(toasts.getState().toasts).toMatchObject([{ text: 'ab c' }])
  expect(tabs.getState().titles).toEqual({ ledger: 'ab c' })
  await expect(call('ui.toast', { text: '\u200B\u202E' })).rejects.toMatchObject({
    code: 'bad-input',
  })
})

test('a link is opened when the person says so, and not otherwise', async () => {
  const { call, link, opened } = open()
  const yes = call('ui.openLink', 'https://example.org/a?b#c')
  link.getState().answer(true)
  await yes
  expect(opened).toEqual(['https://example.org/a?b#c'])
  const no = call('ui.openLink', 'https://example.org/')
  link.getState().answer(false)
  await expect(no).rejects.toMatchObject({ code: 'denied' })
  expect(opened).toHaveLength(1)
})

test.each([
  'javascript:alert(1)',
  'data:text/html,x',
  'file:///etc/passwd',
  'about:blank',
  '/relative',
  'http://space.localhost:7723/#/settings',
  'http://app-atlas.localhost:7723/',
  'http://localhost:7723/',
  `https://example.org/${'x'.repeat(3000)}`,
  42,
  null,
])('%j is no link', async (address) => {
  const { call, link } = open()
  await expect(call('ui.openLink', address)).rejects.toThrow()
  expect(link.getState().asked).toBeUndefined()
})

test('a name in an address cannot dress it up as another one', async () => {
  const { call, link } = open()
  void call('ui.openLink', 'https://mybank.example@evil.example/').catch(() => undefined)
  await Promise.resolve()
  expect(link.getState().asked?.url).toBe('https://evil.example/')
})

test('an app learns how the person wants their screen', async () => {
  expect(await open().call('theme.get')).toEqual({
    scheme: 'dark',
    reducedMotion: false,
    highContrast: false,
    density: 'comfortable',
  })
})

test('an app hears when the person wants lines closer together', async () => {
  const { watch, settings } = open()
  const stop = new AbortController()
  const heard: unknown[] = []
  for await (const theme of watch(stop.signal) ?? []) {
    heard.push((theme as { density: string }).density)
    if (heard.length === 2) stop.abort()
    else void settings.getState().change({ density: 'compact' })
  }
  expect(heard).toEqual(['comfortable', 'compact'])
})

test('an app hears when the person chooses another theme', async () => {
  const { watch, settings } = open()
  const stop = new AbortController()
  const schemes: string[] = []
  for await (const theme of watch(stop.signal) ?? []) {
    schemes.push((theme as { scheme: string }).scheme)
    if (schemes.length === 2) stop.abort()
    else void settings.getState().change({ theme: 'light' })
  }
  expect(schemes).toEqual(['dark', 'light'])
})
