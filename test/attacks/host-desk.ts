/** An app that attacks its host: what it was given, what it was not, and a raw wire to shout into. */
import { expect } from 'vitest'
import { openHouse, type Caller, type Handle, type House } from '../../core/src/api/api.samples.ts'
import { newPlace, save, text } from '../../core/src/drive/drive.samples.ts'
import {
  decodeText,
  encodeText,
  openEndpoint,
  type Channel,
  type Endpoint,
  type Message,
} from '../../sdk/src/wire/index.ts'

export interface Desk {
  readonly house: House
  readonly evil: Caller
  /** The one folder that the app was given. */
  readonly given: Handle
  /** Ids of a folder and a file that it was not given. */
  readonly taxes: string
  readonly secret: string
  /** Throws when anything outside of the given folder is not as it was. */
  demandUntouched(): Promise<void>
}

/** `/given` with `a.txt` and `sub/b.txt` is the app's; `/taxes/secret.txt` is not. */
export async function openDesk(how: object = {}): Promise<Desk> {
  const place = newPlace()
  const house = await openHouse({ place })
  const { drive } = house
  await save(drive, '/given/a.txt', 'a')
  await save(drive, '/given/sub/b.txt', 'b')
  await save(drive, '/taxes/secret.txt', 'secret')
  const taxes = (await drive.stat('/taxes')).id
  const secret = (await drive.stat('/taxes/secret.txt')).id
  const given = await house.give('evil', '/given', how)
  return {
    house,
    given,
    taxes,
    secret,
    evil: house.app('evil'),
    async demandUntouched() {
      expect((await drive.stat('/taxes')).id).toBe(taxes)
      const [only, ...more] = await drive.list('/taxes')
      expect(only?.id).toBe(secret)
      expect(more).toEqual([])
      expect(await text(drive, '/taxes/secret.txt')).toBe('secret')
      expect(await drive.versions('/taxes/secret.txt')).toHaveLength(1)
    },
  }
}

/** What a refused call says, word for word; `answered` when it was not refused. */
export async function wordsOf(call: Promise<unknown>): Promise<string> {
  try {
    await call
    return 'answered'
  } catch (error) {
    return JSON.stringify([error, String(error)])
  }
}

/** The app's own connection, as JSON texts: it may send whatever it likes. */
export function openWire(house: House, label: string) {
  const session = house.api.openApp(label)
  if (session === undefined) throw new Error('not installed')
  const [here, there] = channels()
  const served = openEndpoint(there, session.facets)
  const endpoint: Endpoint = openEndpoint(here)
  return { endpoint, served }
}

function channels(): [Channel, Channel] {
  const [a, b] = [queue(), queue()]
  const side = (from: ReturnType<typeof queue>, to: ReturnType<typeof queue>): Channel => ({
    messages: from.messages(),
    async send(message: Message) {
      to.push(encodeText(message))
    },
    close() {
      from.end()
      to.end()
    },
  })
  return [side(a, b), side(b, a)]
}

function queue() {
  const texts: string[] = []
  let isOver = false
  let wake = (): void => undefined
  return {
    push(one: string): void {
      texts.push(one)
      wake()
    },
    end(): void {
      isOver = true
      wake()
    },
    async *messages(): AsyncGenerator<Message> {
      for (;;) {
        const next = texts.shift()
        if (next !== undefined) yield decodeText(next)
        else if (isOver) return
        else await new Promise<void>((resolve) => (wake = resolve))
      }
    },
  }
}
