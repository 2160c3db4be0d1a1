import { expect, test } from 'vitest'
import type { Preferences } from './electron.ts'
import { openViews } from './views.ts'
import { asContents, asSession, fakeElectron } from './testing/fake-electron.ts'
import { FakeSession, type FakeView } from './testing/fake-pages.ts'

const LABEL = 'abcdefghij234567abcd'
const PLACE = { port: 7723, proxyPort: 4001 }
const URL_OF = `http://app-${LABEL}.localhost:7723/index.html`
const SPOT = { label: LABEL, url: URL_OF, x: 10.4, y: 90, width: 800, height: 600, isVisible: true }

function stage() {
  const fake = fakeElectron()
  const told: string[] = []
  const children: FakeView[] = []
  const views = openViews({
    electron: fake.electron,
    place: () => PLACE,
    sessionOf: async (label) => asSession(new FakeSession(`app-${label}`, {})),
    preferences: (session): Preferences => ({ session }),
    stage: {
      addChildView: (view) => void children.push(view as unknown as FakeView),
      removeChildView: (view) =>
        void children.splice(children.indexOf(view as unknown as FakeView), 1),
    },
    tell: (channel, label) => void told.push(`${channel} ${label}`),
  })
  return { fake, views, told, children }
}

test('an app is shown in a view of its own, on our page that holds its frame, where the shell keeps room', async () => {
  const { views, children } = stage()
  await views.place(SPOT)
  const [view] = children
  expect(view?.webContents.said).toEqual([
    `load http://space.localhost:7723/frame.html#${encodeURIComponent(URL_OF)}`,
  ])
  expect(view?.webPreferences['session']).toMatchObject({ partition: `app-${LABEL}` })
  expect(view?.bounds).toEqual({ x: 10, y: 90, width: 800, height: 600 })
  await views.place({ ...SPOT, x: 20, isVisible: false })
  expect(children).toHaveLength(1)
  expect([view?.bounds, view?.isVisible]).toEqual([
    { x: 20, y: 90, width: 800, height: 600 },
    false,
  ])
})

test('two places of an app at once make one view', async () => {
  const { views, children, fake } = stage()
  await Promise.all([views.place(SPOT), views.place(SPOT)])
  expect([children.length, fake.views.length]).toEqual([1, 1])
})

test('an app that is left while it is opened is not opened', async () => {
  const { views, fake } = stage()
  const placed = views.place(SPOT)
  views.leave(LABEL)
  await placed
  expect(fake.views).toEqual([])
})

test('another address of the app is another view; the old one ends', async () => {
  const { views, children, fake } = stage()
  await views.place(SPOT)
  await views.place({ ...SPOT, url: `${URL_OF}?2` })
  expect(children).toEqual([fake.views[1]])
  expect(fake.views[0]?.webContents.isClosed).toBe(true)
})

test('the page of a view stays where it is, and frames nothing but its app', async () => {
  const { views, children } = stage()
  await views.place(SPOT)
  const contents = children[0]!.webContents
  const goes = (url: string, isMainFrame: boolean): boolean =>
    !contents.tries('will-frame-navigate', { url, isMainFrame })
  expect(goes(`http://app-${LABEL}.localhost:7723/other.html`, false)).toBe(true)
  expect(goes('http://app-zzzzzzzzzzzzzzzzzzzz.localhost:7723/', false)).toBe(false)
  expect(goes('http://space.localhost:7723/', false)).toBe(false)
  expect(goes('http://space.localhost:7723/', true)).toBe(false)
  expect(goes(URL_OF, true)).toBe(false)
  expect(contents.openHandler?.()).toEqual({ action: 'deny' })
})

test.each([
  [null],
  [{}],
  [{ ...SPOT, label: '../x' }],
  [{ ...SPOT, label: 'a.b', url: 'http://app-a.b.localhost:7723/' }],
  [{ ...SPOT, url: 'https://example.org/' }],
  [{ ...SPOT, url: 'http://space.localhost:7723/' }],
  [{ ...SPOT, url: 'http://app-zzzzzzzzzzzzzzzzzzzz.localhost:7723/' }],
  [{ ...SPOT, url: 'javascript:alert(1)' }],
  [{ ...SPOT, width: Number.NaN }],
  [{ ...SPOT, x: 1e9 }],
  [{ ...SPOT, y: '0' }],
])('what is no place of an app is refused: %j', async (spot) => {
  const { views, fake } = stage()
  await expect(views.place(spot)).rejects.toThrow(TypeError)
  expect(fake.views).toEqual([])
})

function port() {
  const state = { isClosed: false, close: () => void (state.isClosed = true) }
  return state
}

test('a port goes to the app that it is for; what is over is closed', async () => {
  const { views, children } = stage()
  await views.place(SPOT)
  const [mine, more, lost] = [port(), port(), port()]
  views.greet(LABEL, [mine, more] as never)
  views.greet('zzzzzzzzzzzzzzzzzzzz', [lost] as never)
  views.greet('__proto__', [lost] as never)
  expect(children[0]?.webContents.ports).toEqual([mine])
  expect([mine.isClosed, more.isClosed, lost.isClosed]).toEqual([false, true, true])
})

test('the shell hears that an app has loaded, that the person acted in it, and that it is gone', async () => {
  const { views, children, told } = stage()
  await views.place(SPOT)
  const { webContents } = children[0]!
  views.loaded(asContents(webContents))
  for (const type of ['mouseMove', 'mouseDown', 'keyUp', 'keyDown', 'mouseWheel']) {
    webContents.emit('input-event', {}, { type })
  }
  webContents.emit('render-process-gone', {}, {})
  expect(told.map((line) => line.split(' ')[0])).toEqual([
    'space:app-loaded',
    'space:app-acted',
    'space:app-acted',
    'space:app-gone',
  ])
  expect(children).toEqual([])
})

test('an app that is left, or whose window closes, has no view', async () => {
  const { views, children, fake } = stage()
  await views.place(SPOT)
  views.leave(LABEL)
  expect(children).toEqual([])
  await views.place(SPOT)
  views.close()
  expect([children.length, fake.views.every(({ webContents }) => webContents.isClosed)]).toEqual([
    0,
    true,
  ])
})
