import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { SpaceError } from '@space/sdk'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { INERT_MS } from '../consent/settled.ts'
import { createFakeHost } from '../fake/fake-host.ts'
import { ATLAS, entry, LEDGER, READER, ref } from '../fake/world.ts'
import { createTabsStore } from '../tabs/tabs-store.ts'
import { createToastsStore } from '../toasts/toasts-store.ts'
import { handMethods } from './hand-methods.ts'
import { createHandsStore } from './hands-store.ts'
import { HandPrompts } from './hands-prompts.tsx'
import { UsualOpenings } from './usual-openings.tsx'
import { createUsualStore } from './usual-store.ts'

const PDF = 'House and money/Invoices 2026/Invoice 2026-117.pdf'

beforeEach(() => void vi.useFakeTimers({ shouldAdvanceTime: true }))
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

/** Ledger asks; Reader opens and edits PDFs, Atlas looks at pictures. */
function open() {
  const reader = {
    ...READER,
    handlers: [
      { mime: 'application/pdf', action: 'open' },
      { mime: 'application/pdf', action: 'edit' },
    ],
  } as const
  const atlas = { ...ATLAS, handlers: [{ mime: 'image/*', action: 'open' }] } as const
  const fake = createFakeHost({ apps: [LEDGER, reader, atlas] })
  const hands = createHandsStore()
  const tabs = createTabsStore({ getItem: () => null, setItem: () => undefined })
  const toasts = createToastsStore()
  const downloads: string[] = []
  const bridge = { download: (path: string) => void downloads.push(path) }
  const app = ref(LEDGER)
  const now = Date.now
  const calls = handMethods({ app, host: fake.host, hands, tabs, toasts, bridge, now })
  render(<HandPrompts store={hands} />)
  return {
    ...fake,
    hands,
    toasts,
    downloads,
    call: async (method: string, ...params: unknown[]): Promise<unknown> =>
      calls[method]?.(params, new AbortController().signal),
    stopped: async (method: string, stop: AbortSignal, ...params: unknown[]): Promise<unknown> =>
      calls[method]?.(params, stop),
    place: () => {
      const { tabs: all, front } = tabs.getState()
      return all.find(({ id }) => id === front)?.place
    },
  }
}

const handle = (path: string): object => ({ grant: 'g', entry: entry(path).id })
const stand = (): Promise<void> =>
  act(async () => {
    await vi.advanceTimersByTimeAsync(INERT_MS)
  })

async function say(name: string | RegExp): Promise<void> {
  await screen.findByRole('dialog')
  await stand()
  fireEvent.click(screen.getByRole('button', { name }))
  await act(async () => undefined)
}

test('the person chooses which app opens a file, and what it may do; its tab comes to the front', async () => {
  const { call, handed, place } = open()
  const opening = call('ui.openFile', handle(PDF))
  await screen.findByRole('dialog')
  expect(screen.getByRole('heading').textContent).toBe('Open Invoice 2026-117.pdf with')
  const labels = screen.getAllByRole('radio').map((one) => one.closest('label')?.textContent)
  expect(labels).toEqual(['RReaderRead', 'RReaderRead and change'])
  await say('Open with Reader')
  await opening
  expect(handed).toEqual(['open Invoice 2026-117.pdf with reader'])
  expect(place()).toEqual({ kind: 'app', label: 'reader' })
})

test('changing is chosen by its name, and for always asks no more', async () => {
  const { call, handed } = open()
  const opening = call('ui.openFile', handle(PDF))
  await screen.findByRole('dialog')
  fireEvent.click(screen.getAllByRole('radio')[1] ?? document.body)
  fireEvent.click(screen.getByRole('checkbox'))
  await say('Let Reader change it')
  await opening
  await call('ui.openFile', handle(PDF))
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(handed).toEqual([
    'edit Invoice 2026-117.pdf with reader',
    'edit Invoice 2026-117.pdf with reader',
  ])
})

test('what opens without asking is listed, and asked for again when the person wants', async () => {
  const { call, host } = open()
  const usual = createUsualStore(host.openings)
  render(<UsualOpenings store={usual} onFail={() => undefined} />)
  expect(screen.queryByRole('heading')).toBeNull()
  const opening = call('ui.openFile', handle(PDF))
  await screen.findByRole('dialog')
  fireEvent.click(screen.getByRole('checkbox'))
  await say('Open with Reader')
  await opening
  await act(() => usual.getState().load())
  expect(screen.getByRole('listitem').textContent).toContain('application/pdf with ReaderRead')
  fireEvent.click(screen.getByRole('button', { name: /^Ask again before/ }))
  await act(async () => undefined)
  expect(screen.queryByRole('listitem')).toBeNull()
  expect(await host.openings.usual()).toEqual([])
})

test('what could not be forgotten is listed again', async () => {
  const one = { type: 'text/plain', app: ref(READER), action: 'open' } as const
  const forget = () => Promise.reject(new SpaceError('offline', 'Space does not answer'))
  const usual = createUsualStore({ usual: async () => [one], forget })
  await usual.getState().load()
  await expect(usual.getState().forget('text/plain')).rejects.toMatchObject({ code: 'offline' })
  expect(usual.getState().usual).toEqual([one])
})

test('a file that no app opens asks nobody', async () => {
  const { call, handed } = open()
  const file = handle('Writing/Letter to Ana.md')
  await expect(call('ui.openFile', file)).rejects.toMatchObject({ code: 'not-found' })
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(handed).toEqual([])
})

test('saving says that it leaves the lock, asks each time, and not again once that was chosen', async () => {
  const { call, downloads, toasts } = open()
  const first = call('ui.saveAs', [handle(PDF)])
  await screen.findByRole('dialog')
  expect(screen.getByText(/not locked any more/)).toBeTruthy()
  await say('Save outside of Space')
  await first
  expect(downloads).toEqual(['/~save/Invoice 2026-117.pdf'])
  expect(toasts.getState().toasts).toMatchObject([
    { text: 'Your browser saves Invoice 2026-117.pdf' },
  ])
  const folder = call('ui.saveAs', [handle('Photos')])
  await screen.findByRole('dialog')
  expect(screen.getByText('One ZIP file with 126 files, 84 MB')).toBeTruthy()
  fireEvent.click(screen.getByRole('checkbox'))
  await say('Save outside of Space')
  await folder
  await call('ui.saveAs', [handle(PDF)])
  expect(downloads).toHaveLength(3)
  expect(screen.queryByRole('dialog')).toBeNull()
})

test('an app that may save without asking is asked about again when it saves on and on', async () => {
  const { call, downloads } = open()
  const save = (): Promise<unknown> => call('ui.saveAs', [handle(PDF)])
  const first = save()
  await screen.findByRole('dialog')
  fireEvent.click(screen.getByRole('checkbox'))
  await say('Save outside of Space')
  await first
  const together = [save(), save()]
  await screen.findByRole('dialog')
  expect(downloads).toHaveLength(2)
  fireEvent.click(screen.getByRole('checkbox'))
  await say('Save outside of Space')
  await Promise.all(together)
  await act(() => vi.advanceTimersByTimeAsync(5000))
  await save()
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(downloads).toHaveLength(4)
  const refused = save()
  refused.catch(() => undefined)
  await say('Not now')
  await expect(refused).rejects.toMatchObject({ code: 'denied' })
  expect(downloads).toHaveLength(4)
})

test('what is saved is what the question named', async () => {
  const { call, host } = open()
  const begin = vi.spyOn(host.saves, 'begin')
  const saving = call('ui.saveAs', [handle(PDF)])
  await say('Save outside of Space')
  await saving
  const { id } = await host.saves.look('ledger', [handle(PDF)])
  expect(begin.mock.calls).toEqual([[id]])
})

test('opening in a program says what lies where and what comes back, and asks once for each copy', async () => {
  const { call, handed, putOutside, toasts } = open()
  const first = call('ui.openOutside', handle(PDF))
  await screen.findByRole('dialog')
  expect(screen.getByRole('heading').textContent).toBe(
    'Open Invoice 2026-117.pdf in another program',
  )
  expect(screen.getByText(/unlocked copy into the memory of this computer/)).toBeTruthy()
  expect(screen.getByText('What you save there comes back as a new version.')).toBeTruthy()
  await say('Open an unlocked copy')
  await first
  expect(toasts.getState().toasts).toMatchObject([
    { text: 'Invoice 2026-117.pdf is open in another program' },
  ])
  await call('ui.openOutside', handle(PDF))
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(handed).toEqual(['outside Invoice 2026-117.pdf', 'outside Invoice 2026-117.pdf'])
  putOutside([])
  const again = call('ui.openOutside', handle(PDF))
  again.catch(() => undefined)
  await say('Not now')
  await expect(again).rejects.toMatchObject({ code: 'denied' })
})

test.each([
  [{ place: 'disk', canChange: true } as const, /on the disk.*traces can stay/],
  [{ place: 'memory', canChange: false } as const, /It is a copy to read: Ledger may not change/],
])('it says so where the copy lies on the disk, or is only to read', async (how, words) => {
  const { call, host } = open()
  const file = entry(PDF)
  vi.spyOn(host.outside, 'look').mockResolvedValue({ file, isOpen: false, ...how })
  call('ui.openOutside', handle(PDF)).catch(() => undefined)
  await screen.findByRole('dialog')
  expect(screen.getByText(words)).toBeTruthy()
  await say('Not now')
})

test('deleting for ever says how much, offers to keep it first, and is no button until it stood still', async () => {
  const { call, handed } = open()
  const erasing = call('ui.erase', handle('Photos'), 'all')
  await screen.findByRole('dialog')
  expect(screen.getByRole('heading').textContent).toBe('Delete 3 items for ever')
  expect(document.activeElement?.textContent).toBe('Keep in the trash')
  const button = screen.getByRole('button', { name: 'Delete 3 items for ever' })
  fireEvent.click(button)
  expect(handed).toEqual([])
  await stand()
  fireEvent.click(button)
  expect(await erasing).toEqual({ erased: 3 })
  expect(handed).toEqual(['erase 3 items'])
})

test('one item is called by its name, as it is, whatever is in it', async () => {
  const { call } = open()
  const erasing = call('ui.erase', handle('Photos'), ['x'])
  erasing.catch(() => undefined)
  await screen.findByRole('dialog')
  expect(screen.getByRole('heading').textContent).toBe('Delete Old drafts for ever')
  await say('Keep in the trash')
  await expect(erasing).rejects.toMatchObject({ code: 'denied' })
})

test.each([
  ['ui.openFile', [handle(PDF)]],
  ['ui.saveAs', [[handle(PDF)]]],
  ['ui.openOutside', [handle(PDF)]],
  ['ui.erase', [handle('Photos'), 'all']],
])(
  '%s does nothing without a yes: not by Escape, not when the app goes away',
  async (method, params) => {
    const { call, stopped, handed, downloads } = open()
    const refused = call(method, ...params)
    refused.catch(() => undefined)
    fireEvent.keyDown(await screen.findByRole('dialog'), { key: 'Escape' })
    await expect(refused).rejects.toMatchObject({ code: 'denied' })
    const gone = new AbortController()
    const left = stopped(method, gone.signal, ...params)
    left.catch(() => undefined)
    await screen.findByRole('dialog')
    act(() => gone.abort())
    await expect(left).rejects.toMatchObject({ code: 'denied' })
    await act(async () => undefined)
    expect(screen.queryByRole('dialog')).toBeNull()
    expect([...handed, ...downloads]).toEqual([])
  },
)

test('one question at a time: a second one meanwhile is refused', async () => {
  const { call, handed } = open()
  const first = call('ui.erase', handle('Photos'), 'all')
  await screen.findByRole('dialog')
  await expect(call('ui.saveAs', [handle(PDF)])).rejects.toMatchObject({ code: 'denied' })
  await say('Delete 3 items for ever')
  await first
  expect(handed).toEqual(['erase 3 items'])
})

test('what the daemon refuses is asked of nobody', async () => {
  const { host, hands, call } = open()
  const refused = new SpaceError('grant-revoked', 'This access was turned off')
  for (const facet of [host.openings, host.saves, host.erasing, host.outside])
    vi.spyOn(facet, 'look').mockRejectedValue(refused)
  for (const method of ['ui.openFile', 'ui.saveAs', 'ui.erase', 'ui.openOutside'])
    await expect(call(method, handle(PDF), 'all')).rejects.toMatchObject({ code: 'grant-revoked' })
  expect(hands.getState().asked).toBeUndefined()
})
