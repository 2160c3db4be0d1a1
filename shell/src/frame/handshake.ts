import type { Chord } from '@space/sdk/chords'
import { chordIn, INIT_MESSAGE } from '@space/sdk/relay'
import { expose } from 'comlink'
import { guard } from './guard.ts'
import { openLiveness, type Liveness } from './liveness.ts'
import { openRelay, type RelayPowers } from './relay.ts'

/** The line to one document of an app. */
export interface AppLine {
  readonly liveness: Liveness
  /** Messages of the app that meant nothing. */
  readonly dropped: () => number
  close(): void
}

export interface HandshakePowers extends RelayPowers {
  /** The window of the frame, after its `load`. */
  readonly target: Pick<Window, 'postMessage'>
  /** Exactly the app's origin: any other document in the frame gets nothing. */
  readonly origin: string
  /** Hears each message before all others; false when the app said too much and hears no more of us. */
  readonly hear: (data: unknown) => boolean
  /** A key of the window was pressed in the app. */
  readonly press: (chord: Chord) => void
}

const METHODS = ['call', 'open', 'next', 'cancel']

/** Hand the app its port, once for each document that its frame loads. */
export function shakeHands({ target, origin, hear, press, ...powers }: HandshakePowers): AppLine {
  const { port1, port2 } = new MessageChannel()
  const relay = openRelay(powers)
  for (const kind of ['message', 'messageerror'] as const) {
    port1.addEventListener(kind, (event) => {
      if (hear(event.data)) return
      event.stopImmediatePropagation()
      port1.close()
    })
  }
  port1.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const chord = chordIn(data)
    if (chord !== undefined) press(chord)
  })
  const { endpoint, dropped } = guard(port1, METHODS)
  const liveness = openLiveness(port1)
  expose(relay, endpoint)
  target.postMessage(INIT_MESSAGE, origin, [port2])
  return {
    liveness,
    dropped,
    close() {
      liveness.close()
      relay.close()
      port1.close()
    },
  }
}
