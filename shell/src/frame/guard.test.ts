import { expose } from 'comlink'
import { afterEach, expect, test } from 'vitest'
import { guard } from './guard.ts'

const ports: MessagePort[] = []
afterEach(() => {
  for (const port of ports.splice(0)) port.close()
})

/** A guarded relay that tells what reached it, and the app's end of its port. */
function open() {
  const { port1, port2 } = new MessageChannel()
  ports.push(port1, port2)
  const reached: unknown[] = []
  const relay = Object.freeze(
    Object.assign(Object.create(null) as object, {
      call: (...values: unknown[]) => {
        reached.push(values)
        return 'answer'
      },
    }),
  )
  const { endpoint, dropped } = guard(port1, ['call', 'next'])
  expose(relay, endpoint)
  port2.start()
  const answers: unknown[] = []
  port2.addEventListener('message', ({ data }) => answers.push(data))
  /** Messages keep their order, so what a later good call answers comes after all before it. */
  const settle = async (): Promise<void> => {
    const heard = new Promise((resolve) => {
      port2.addEventListener('message', ({ data }) => data.id === 'last' && resolve(undefined))
    })
    port2.postMessage(apply('last', 'call', []))
    await heard
  }
  return { app: port2, reached, answers, dropped, settle }
}

function apply(id: string, method: string, values: unknown[]): object {
  const argumentList = values.map((value) => ({ type: 'RAW', value }))
  return { id, type: 'APPLY', path: [method], argumentList }
}

test('a call with plain values passes, and its answer comes back', async () => {
  const { app, reached, answers, settle } = open()
  app.postMessage(apply('1', 'call', [1, 'files.list', [{ a: null, b: [true, 'x', 2.5] }]]))
  await settle()
  expect(reached[0]).toEqual([1, 'files.list', [{ a: null, b: [true, 'x', 2.5] }]])
  expect(answers[0]).toMatchObject({ id: '1', value: 'answer' })
})

const deep = (): unknown => {
  let value: unknown = 1
  for (let depth = 0; depth < 60; depth += 1) value = [value]
  return value
}
const own = JSON.parse('{"__proto__": {"polluted": 1}}') as unknown
const sparse: unknown[] = []
sparse.length = 4_000_000_000

const hostile: Record<string, unknown> = {
  'reading a property': { id: '1', type: 'GET', path: ['call'] },
  'reading the whole': { id: '1', type: 'GET', path: [] },
  'reading the prototype': { id: '1', type: 'GET', path: ['__proto__'] },
  'writing a property': { id: '1', type: 'SET', path: ['call'], value: { type: 'RAW', value: 1 } },
  'writing a prototype': {
    id: '1',
    type: 'SET',
    path: ['call', '__proto__', 'polluted'],
    value: { type: 'RAW', value: 1 },
  },
  constructing: { id: '1', type: 'CONSTRUCT', path: ['call'], argumentList: [] },
  'another endpoint': { id: '1', type: 'ENDPOINT' },
  'a path to Function': {
    id: '1',
    type: 'APPLY',
    path: ['call', 'constructor'],
    argumentList: [{ type: 'RAW', value: 'return 1' }],
  },
  'a path through a prototype': {
    id: '1',
    type: 'APPLY',
    path: ['__proto__', 'toString'],
    argumentList: [],
  },
  'a method that is not offered': apply('1', 'close', []),
  'a method of Object': apply('1', 'hasOwnProperty', ['call']),
  'a path that is a text': { id: '1', type: 'APPLY', path: 'call', argumentList: [] },
  'a path that is an object': {
    id: '1',
    type: 'APPLY',
    path: { length: 1, 0: 'call' },
    argumentList: [],
  },
  'a method that is a list': { id: '1', type: 'APPLY', path: [['call']], argumentList: [] },
  'a thrown handler': {
    id: '1',
    type: 'APPLY',
    path: ['call'],
    argumentList: [{ type: 'HANDLER', name: 'throw', value: { isError: false, value: 1 } }],
  },
  'an argument of no kind': { id: '1', type: 'APPLY', path: ['call'], argumentList: ['x'] },
  'too many arguments': apply('1', 'call', [1, 2, 3, 4, 5]),
  'a map': apply('1', 'call', [new Map()]),
  'a date': apply('1', 'call', [new Date()]),
  'an expression': apply('1', 'call', [/x/]),
  bytes: apply('1', 'call', [new Uint8Array(4)]),
  'a big integer': apply('1', 'call', [1n]),
  'not a number': apply('1', 'call', [Number.NaN]),
  'a value nested too deep': apply('1', 'call', [deep()]),
  'a key of a prototype': apply('1', 'call', [own]),
  'a list of a billion holes': apply('1', 'call', [sparse]),
  'a text of 2 MiB': apply('1', 'call', ['x'.repeat(2 ** 21)]),
  'an id that is an object': { ...apply('1', 'call', []), id: { toString: '1' } },
  'no id': { type: 'APPLY', path: ['call'], argumentList: [] },
  'a list': [1, 2, 3],
  'a text': 'space:init',
  null: null,
  'an error': new Error('x'),
}

test.each(Object.entries(hostile))('%s reaches nothing, and is counted', async (_what, message) => {
  const { app, reached, answers, dropped, settle } = open()
  app.postMessage(message)
  await settle()
  expect(reached).toEqual([[]])
  expect(answers).toHaveLength(1)
  expect(dropped()).toBe(1)
  expect(Reflect.get({}, 'polluted')).toBeUndefined()
})

test('a port in a message goes nowhere', async () => {
  const { app, reached, dropped, settle } = open()
  const { port1, port2 } = new MessageChannel()
  ports.push(port1, port2)
  app.postMessage(
    {
      id: '1',
      type: 'APPLY',
      path: ['call'],
      argumentList: [{ type: 'HANDLER', name: 'proxy', value: port1 }],
    },
    [port1],
  )
  await settle()
  expect(reached).toEqual([[]])
  expect(dropped()).toBe(1)
})

test('what goes wrong while an app is answered tells it nothing of the shell', async () => {
  const { app, answers, settle } = open()
  app.postMessage(apply('1', 'next', []))
  await settle()
  expect(JSON.stringify(answers[0])).not.toMatch(/\.ts|file:|node_modules/)
})

test('a key of the window is no call, and one that is none is dropped', async () => {
  const { app, reached, dropped, settle } = open()
  app.postMessage({ type: 'space:key', chord: 'Mod+K' })
  await settle()
  expect(dropped()).toBe(0)
  app.postMessage({ type: 'space:key', chord: 'Mod+C' })
  app.postMessage({ type: 'space:key', chord: ['Mod+K'] })
  await settle()
  expect(dropped()).toBe(2)
  expect(reached.length).toBe(2)
})
