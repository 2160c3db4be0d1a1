import { decode as decodeCbor, encode as encodeCbor } from '@ipld/dag-cbor'
import { SpaceError } from '@space/sdk'
import { checkLength, checkMessage, type Message, MESSAGE_BYTES } from '@space/sdk/wire'

const HEADER_BYTES = 4

/**
 * Encode a message; `undefined` fields of objects are left out, `undefined` elsewhere becomes null.
 *
 * @throws {SpaceError} `too-large` above {@link MESSAGE_BYTES}, `bad-input` for what has no form on
 *   the wire: functions, NaN, circles
 */
export function encodeMessage(message: Message): Uint8Array {
  const bytes = encoded(message)
  checkLength(bytes.length)
  return bytes
}

function encoded(message: Message): Uint8Array {
  try {
    return encodeCbor(plain(message))
  } catch (cause) {
    throw new SpaceError('bad-input', 'Something was given that cannot be sent', { cause })
  }
}

/** @throws {SpaceError} `bad-input` for whatever is not one of the messages, of the right shape */
export function decodeMessage(bytes: Uint8Array): Message {
  let value: unknown
  try {
    value = decodeCbor(bytes)
  } catch (cause) {
    throw new SpaceError('bad-input', 'The other side sent bytes that are not a message', { cause })
  }
  return checkMessage(value)
}

/** Put the length, 4 bytes big-endian, before a message. */
export function frame(message: Uint8Array): Uint8Array {
  const framed = new Uint8Array(HEADER_BYTES + message.length)
  new DataView(framed.buffer).setUint32(0, message.length)
  framed.set(message, HEADER_BYTES)
  return framed
}

/**
 * Cut a byte stream into messages, never holding more than one message and one read of the source.
 *
 * @throws {SpaceError} `bad-input` for a length of 0 or above {@link MESSAGE_BYTES}, or when the
 *   stream ends inside a message
 */
export async function* unframe(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let parts: Uint8Array[] = []
  let held = 0
  let wanted: number | undefined
  for await (const chunk of source) {
    parts.push(chunk)
    held += chunk.length
    while (held >= (wanted ?? HEADER_BYTES)) {
      // NOTE: joined only when enough is there, so a message that trickles in costs linear time.
      const joined = parts.length === 1 ? (parts[0] ?? new Uint8Array()) : Buffer.concat(parts)
      const take = wanted ?? HEADER_BYTES
      const head = joined.subarray(0, take)
      if (wanted === undefined) wanted = checkedLength(head)
      else {
        wanted = undefined
        yield head
      }
      const rest = joined.subarray(take)
      parts = rest.length > 0 ? [rest] : []
      held = rest.length
    }
  }
  if (held > 0 || wanted !== undefined) {
    throw new SpaceError('bad-input', 'The connection ended in the middle of a message')
  }
}

function checkedLength(header: Uint8Array): number {
  const length = new DataView(header.buffer, header.byteOffset, header.length).getUint32(0)
  if (length === 0 || length > MESSAGE_BYTES) {
    throw new SpaceError('bad-input', `The other side announced a message of ${length} bytes`)
  }
  return length
}

function plain(value: unknown): unknown {
  if (value === undefined) return null
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value
  if (Array.isArray(value)) return value.map(plain)
  const copy: Record<string, unknown> = {}
  for (const [key, field] of Object.entries(value)) {
    if (field !== undefined) copy[key] = plain(field)
  }
  return copy
}
