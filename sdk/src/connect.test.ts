import { expect, test } from 'vitest'
import { connect, type Page, portFromShell } from './connect.ts'
import { INIT_MESSAGE } from './relay.ts'

const SHELL = 'http://space.localhost:7723'

/** A page of an app inside of its shell. */
function framed() {
  const parent = {}
  const events = new EventTarget()
  const page: Page = {
    addEventListener: events.addEventListener.bind(events),
    removeEventListener: events.removeEventListener.bind(events),
    location: { protocol: 'http:', port: '7723' },
    parent,
  }
  let got: MessagePort | undefined
  void portFromShell(page).then((port) => {
    got = port
  })
  const { port1, port2 } = new MessageChannel()
  const greeting = { data: INIT_MESSAGE, origin: SHELL, source: parent, ports: [port1] }
  return {
    port: port1,
    other: port2,
    /** Post the shell's greeting, changed by `change`; tells what the page took until now. */
    async post(change: object = {}): Promise<MessagePort | undefined> {
      events.dispatchEvent(Object.assign(new Event('message'), greeting, change))
      await Promise.resolve()
      return got
    },
  }
}

test('the page takes the port that its shell posts', async () => {
  const { post, port } = framed()
  expect(await post()).toBe(port)
})

test.each([
  ['another origin', { origin: 'http://app-other.localhost:7723' }],
  ['the shell of another port', { origin: 'http://space.localhost:7724' }],
  ['a name that only ends like the shell', { origin: 'http://evil-space.localhost:7723' }],
  ['a sibling or a popup', { source: {} }],
  ['nobody', { source: null }],
  ['the shell, but something else', { data: 'hello' }],
  ['the shell, but without a port', { ports: [] }],
])('a greeting from %s is none', async (_name, change) => {
  const { post, port } = framed()
  expect(await post(change)).toBe(undefined)
  expect(await post()).toBe(port)
})

test('a second greeting changes nothing', async () => {
  const { post, port, other } = framed()
  await post()
  expect(await post({ ports: [other] })).toBe(port)
})

test('outside of Space there is nothing to connect to, and it says so at once', async () => {
  await expect(connect()).rejects.toMatchObject({
    code: 'offline',
    message: 'This page is not open inside of Space',
  })
})
