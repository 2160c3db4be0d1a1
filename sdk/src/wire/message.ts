import { SpaceError } from '../errors.ts'
import { isWireError, isWireText, type WireError } from '../wire-error.ts'

/** The largest message either side may send; a longer one closes the connection. */
export const MESSAGE_BYTES = 4 * 2 ** 20

/**
 * What carries messages: a unix socket or a WebSocket, each with its own way to write them down.
 *
 * `send` resolves once the other side has room again, which is how a reader that never reads slows
 * its writer down; it throws `too-large` above {@link MESSAGE_BYTES}, and `bad-input` for what has no
 * form on the wire. `messages` ends when the connection does, and throws `bad-input` for what is no
 * message.
 */
export interface Channel {
  readonly messages: AsyncIterable<Message>
  send(message: Message): Promise<void>
  close(): void
}

/**
 * Every id belongs to the side that sent `call`. That side also sends `cancel` and `credit`; the
 * other one answers with `part`, `progress` and `item`, and closes the id with `result`, `end` or
 * `error`. `part` is the beginning of a list whose rest `result` carries.
 */
export type Message =
  | readonly ['call', id: number, method: string, params: unknown, credit: number]
  | readonly ['cancel', id: number]
  | readonly ['credit', id: number, items: number]
  | readonly ['result', id: number, value: unknown]
  | readonly ['part', id: number, values: readonly unknown[]]
  | readonly ['progress', id: number, value: unknown]
  | readonly ['item', id: number, value: unknown]
  | readonly ['end', id: number]
  | readonly ['error', id: number, error: WireError]

/** @throws {SpaceError} `bad-input` for whatever is not one of the messages, of the right shape */
export function checkMessage(value: unknown): Message {
  if (isMessage(value)) return value
  throw new SpaceError('bad-input', 'The other side sent a message that does not exist')
}

/** @throws {SpaceError} `too-large` for a message of ours above {@link MESSAGE_BYTES} */
export function checkLength(length: number): void {
  if (length > MESSAGE_BYTES)
    throw new SpaceError('too-large', 'This answer is too large to send in one piece')
}

function isMessage(value: unknown): value is Message {
  if (!Array.isArray(value)) return false
  const [type, id, third, , credit] = value as unknown[]
  if (!isCount(id)) return false
  switch (type) {
    case 'call':
      return value.length === 5 && isWireText(third) && isCount(credit)
    case 'cancel':
    case 'end':
      return value.length === 2
    case 'credit':
      return value.length === 3 && isCount(third)
    case 'part':
      return value.length === 3 && Array.isArray(third)
    case 'result':
    case 'progress':
    case 'item':
      return value.length === 3
    case 'error':
      return value.length === 3 && isWireError(third)
    default:
      return false
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}
