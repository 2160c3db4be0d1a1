import { SpaceError } from '../errors.ts'
import { checkLength, checkMessage, type Message, MESSAGE_BYTES } from './message.ts'

/**
 * Write a message as JSON, for WebSockets. Bytes never cross it: they go through capability URLs.
 * `undefined` fields of objects are left out, `undefined` elsewhere becomes null.
 *
 * @throws {SpaceError} `too-large` above {@link MESSAGE_BYTES} UTF-16 units, `bad-input` for what has
 *   no form in JSON: bytes, functions, NaN, circles
 */
export function encodeText(message: Message): string {
  const text = written(message)
  checkLength(text.length)
  return text
}

function written(message: Message): string {
  try {
    return JSON.stringify(message, plain)
  } catch (cause) {
    throw new SpaceError('bad-input', 'Something was given that cannot be sent', { cause })
  }
}

/** @throws {SpaceError} `bad-input` for whatever is not one of the messages, of the right shape */
export function decodeText(text: string): Message {
  let value: unknown
  try {
    if (text.length > MESSAGE_BYTES) throw new RangeError(`${text.length} characters`)
    value = JSON.parse(text)
  } catch (cause) {
    throw new SpaceError('bad-input', 'The other side sent text that is not a message', { cause })
  }
  return checkMessage(value)
}

/** JSON would quietly turn these into something else. */
function plain(this: unknown, key: string, value: unknown): unknown {
  // NOTE: `value` has been through `toJSON` by now, which bytes of Node have.
  const given: unknown = Reflect.get(Object(this) as object, key)
  if (ArrayBuffer.isView(given) || given instanceof ArrayBuffer) throw new TypeError('bytes')
  if (typeof given === 'function' || typeof given === 'symbol') throw new TypeError(typeof given)
  if (typeof given === 'number' && !Number.isFinite(given)) throw new TypeError(String(given))
  return value
}
