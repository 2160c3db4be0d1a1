import { expect, test } from 'vitest'
import { GREET, LOADED } from '../src/host-bridge/desktop-api.ts'
import { answerShell } from './calls.ts'
import { CALLS } from './channels.ts'
import { asContents, fakeElectron } from './testing/fake-electron.ts'
import { FakeContents } from './testing/fake-pages.ts'
import { heedLoaded } from './views.ts'

const SHELL = 'http://space.localhost:7723'
const TOP = { origin: SHELL, parent: null }

function answering() {
  const fake = fakeElectron()
  const page = new FakeContents()
  const asked: unknown[] = []
  const call = (name: string) => async (value?: unknown) => void asked.push([name, value])
  answerShell(
    fake.electron,
    { page: () => asContents(page), origin: () => SHELL },
    {
      startDaemon: call('startDaemon'),
      openLink: call('openLink'),
      copyText: call('copyText'),
      placeApp: call('placeApp'),
      leaveApp: call('leaveApp'),
    },
    (label, ports) => void asked.push(['greet', label, ports.length]),
  )
  return { fake, page, asked }
}

test('the page of the shell is answered', async () => {
  const { fake, page, asked } = answering()
  for (const channel of Object.values(CALLS)) {
    await fake.ask(channel, { sender: page, frame: TOP }, 'value')
  }
  fake.send(GREET, { sender: page, frame: TOP }, [{}], 'label')
  expect(asked).toEqual([
    ['startDaemon', 'value'],
    ['openLink', 'value'],
    ['copyText', 'value'],
    ['placeApp', 'value'],
    ['leaveApp', 'value'],
    ['greet', 'label', 1],
  ])
})

test.each([
  ['another page', { sender: new FakeContents(), frame: TOP }],
  ['a frame in it', { frame: { origin: SHELL, parent: TOP } }],
  ['a page of another origin', { frame: { origin: 'http://space.localhost:7724', parent: null } }],
  ['an app', { frame: { origin: 'http://app-abcdefghij234567abcd.localhost:7723', parent: null } }],
  ['a frame that has gone elsewhere', { frame: null }],
])('%s is answered nothing, and its ports are closed', async (_who, given) => {
  const { fake, page, asked } = answering()
  const from = { sender: page, ...given }
  for (const channel of Object.values(CALLS)) {
    await expect(fake.ask(channel, from, 'value')).rejects.toThrow('Only Space itself')
  }
  let closed = 0
  fake.send(GREET, from, [{ close: () => void (closed += 1) }], 'label')
  expect([asked, closed]).toEqual([[], 1])
})

test.each([
  ['the page that holds an app', TOP, 1],
  ['the app in it', { origin: 'http://app-abcdefghij234567abcd.localhost:7723', parent: TOP }, 0],
  ['a page of another origin', { origin: 'http://space.localhost:7724', parent: null }, 0],
  ['a frame of our origin', { origin: SHELL, parent: TOP }, 0],
  ['nobody any more', null, 0],
])('%s may say that an app has loaded: %#', (_who, frame, count) => {
  const fake = fakeElectron()
  let heard = 0
  heedLoaded(
    fake.electron,
    () => ({ loaded: () => void (heard += 1) }),
    () => SHELL,
  )
  fake.send(LOADED, { sender: new FakeContents(), frame }, [])
  expect(heard).toBe(count)
})
