import { chordIn, PONG_MESSAGE } from '@space/sdk/relay'
import type { Endpoint } from 'comlink'
import { i18n } from '@space/ui'

/** What a frame sent that means nothing here, counted. */
export interface Guarded {
  /** What comlink listens to instead of the port itself. */
  readonly endpoint: Endpoint
  readonly dropped: () => number
}

const MOST_ARGUMENTS = 4
const MOST_DEPTH = 32
/** Of one message; more is refused before it is looked at any further. */
const MOST_CHARS = 2 ** 20

/**
 * Stand between a port of an app and comlink, which by itself would let the app read, set, call and
 * construct along any path, `constructor` and `__proto__` included.
 *
 * Only two kinds of message pass, written anew from checked parts: a call of one of `methods` with
 * plain JSON values, and the release of the whole. All others are dropped and counted.
 */
export function guard(port: MessagePort, methods: readonly string[]): Guarded {
  let dropped = 0
  const wrappers = new Map<unknown, (event: MessageEvent) => void>()
  const checked = (data: unknown): object | undefined => {
    const message = readMessage(data, methods)
    if (message === undefined) dropped += 1
    return message
  }
  return {
    dropped: () => dropped,
    endpoint: {
      addEventListener(type, listener) {
        if (type !== 'message') return
        const wrapper = (event: MessageEvent): void => {
          if (event.data === PONG_MESSAGE || chordIn(event.data) !== undefined) return
          const data = checked(event.data)
          if (data === undefined) return
          const clean = new MessageEvent('message', { data })
          if (typeof listener === 'function') listener(clean)
          else listener.handleEvent(clean)
        }
        wrappers.set(listener, wrapper)
        port.addEventListener('message', wrapper)
      },
      removeEventListener(_type, listener) {
        const wrapper = wrappers.get(listener)
        if (wrapper !== undefined) port.removeEventListener('message', wrapper)
        wrappers.delete(listener)
      },
      // NOTE: an answer is JSON too; no port and no buffer ever travels to an app.
      postMessage: (message: unknown) => port.postMessage(withoutErrors(message)),
      start: () => port.start(),
    },
  }
}

/** The relay answers failures as values. What is thrown all the same would tell an app of our files. */
function withoutErrors(message: unknown): unknown {
  if (!isPlain(message) || message['type'] !== 'HANDLER') return message
  const error = { name: 'Error', message: i18n.t('Something failed inside Space'), stack: '' }
  return { ...message, name: 'throw', value: { isError: true, value: error } }
}

function readMessage(data: unknown, methods: readonly string[]): object | undefined {
  if (!isPlain(data)) return undefined
  const { id, type, path, argumentList } = data
  if (typeof id !== 'string' || id.length > 100) return undefined
  if (type === 'RELEASE') return { id, type, path: [] }
  if (type !== 'APPLY' || !Array.isArray(path) || path.length !== 1) return undefined
  const method: unknown = path[0]
  if (typeof method !== 'string' || !methods.includes(method)) return undefined
  if (!Array.isArray(argumentList) || argumentList.length > MOST_ARGUMENTS) return undefined
  const values: object[] = []
  const budget = { chars: MOST_CHARS }
  for (const argument of argumentList as unknown[]) {
    if (!isPlain(argument) || argument['type'] !== 'RAW') return undefined
    const value = argument['value'] ?? null
    if (!isJson(value, MOST_DEPTH, budget)) return undefined
    values.push({ type: 'RAW', value })
  }
  return { id, type, path: [method], argumentList: values }
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** Whether a value is what JSON could have said, within a depth and a number of characters. */
function isJson(value: unknown, depth: number, budget: { chars: number }): boolean {
  budget.chars -= typeof value === 'string' ? value.length : 1
  if (budget.chars < 0 || depth < 0) return false
  if (value === null || value === undefined) return true
  if (typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (Array.isArray(value)) {
    // A sparse array of a billion holes is one byte on the way here.
    if (value.length > budget.chars) return false
    return value.every((item) => isJson(item, depth - 1, budget))
  }
  if (!isPlain(value)) return false
  return Object.entries(value).every(([key, field]) => {
    budget.chars -= key.length
    return key !== '__proto__' && isJson(field, depth - 1, budget)
  })
}
