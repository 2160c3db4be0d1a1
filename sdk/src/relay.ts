import { type Chord, isChord } from './chords.ts'
import type { WireError } from './wire-error.ts'

/** What the shell posts to an app's frame once, after its `load`, with one MessagePort beside it. */
export const INIT_MESSAGE = 'space:init'

/**
 * What the shell posts to the port now and then, and what `connect()` posts back at once: that is how
 * the person can be told of an app that does not answer. Both go beside comlink's own messages.
 */
export const PING_MESSAGE = 'space:ping'
export const PONG_MESSAGE = 'space:pong'

/** A key of the window that was pressed in the app and left alone by it; see `chords.ts`. */
export interface KeyMessage {
  readonly type: 'space:key'
  readonly chord: Chord
}

/** The chord of a message of an app; undefined when it is another kind of message. */
export function chordIn(message: unknown): Chord | undefined {
  if (typeof message !== 'object' || message === null) return undefined
  const { type, chord } = message as Partial<KeyMessage>
  return type === 'space:key' && isChord(chord) ? chord : undefined
}

/** The answer to a call. Failures are values here, since comlink would strip an error of its code. */
export type Reply =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: WireError }

/** What came of a stream: at least one item unless it is over. */
export interface Batch {
  readonly done: boolean
  readonly items: readonly unknown[]
}

/**
 * The one object that the shell exposes to an app's frame, over comlink. Every value is JSON.
 *
 * `id` is chosen by the app and names a call or a stream until it is over; one that is in use is
 * refused with `bad-input`. Methods named `ui.*`, `address.*`, `theme.*` and `commands.*` are answered by the
 * shell; those that ask the person something (`pick.*`, `net.ask`, `identity.ask`,
 * some of `ui.*`) are refused with
 * `not-asked` unless the person just acted in the visible app; all others go to the daemon as they are.
 */
export interface AppRelay {
  /** One call, one answer. */
  call(id: number, method: string, params: readonly unknown[]): Promise<Reply>
  /** Begin a stream; its items are fetched with {@link AppRelay.next}. The value is null. */
  open(id: number, method: string, params: readonly unknown[]): Promise<Reply>
  /** The items that came meanwhile, waiting for the first one; the value is a {@link Batch}. */
  next(id: number): Promise<Reply>
  /** Stop a call or a stream; it still answers, with `aborted` unless it was done already. */
  cancel(id: number): Promise<void>
}
