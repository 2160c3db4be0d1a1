import type { Problem } from '../../bringing.ts'
import type { HandleRef } from '../../calls.ts'
import { isSpaceError, type SpaceError } from '../../errors.ts'
import type { Tools } from '../tools.ts'
import type { Gate } from './gate.ts'
import { problemOf } from './work.ts'

const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 5000
/** How often something that is not known to Space is begun anew. */
const RENEWALS = 3

/** A bringing as the daemon knows it, which it may forget: then it is begun again. */
export interface Seat {
  /** Of the newest beginning; undefined before the first. */
  readonly now: Ticket | undefined
  /**
   * Does what needs the daemon until it is done: waits while it is away, and while something must be
   * done first.
   *
   * @throws what concerns only this piece of work; `aborted` when all is cancelled
   */
  during<T>(work: (ticket: Ticket) => Promise<T>): Promise<T>
}

export interface Ticket {
  readonly bring: string
  readonly url: string
  readonly goesOn: boolean
}

export function openSeat(
  { line, wait, lives }: Tools,
  folder: HandleRef,
  name: string,
  { gate, onWaiting }: { gate: Gate; onWaiting(problem: Problem | null): void },
): Seat {
  let ticketNow: Ticket | undefined
  let began: Promise<Ticket> | undefined
  let waiting = 0

  const begin = (): Promise<Ticket> => {
    began ??= lives
      .during(
        folder.grant,
        line.call('bring.begin', [
          folder,
          { name, ...(ticketNow === undefined ? {} : { bring: ticketNow.bring }) },
        ]),
      )
      .then(
        (ticket) => {
          ticketNow = ticket
          return ticket
        },
        (error: unknown) => {
          began = undefined
          throw error
        },
      )
    return began
  }
  const pauseFor = async (losses: number, problem: Problem): Promise<void> => {
    waiting += 1
    onWaiting(problem)
    try {
      await wait(Math.min(FIRST_WAIT_MS * 2 ** losses, LONGEST_WAIT_MS), gate.cancelled)
    } finally {
      waiting -= 1
      if (waiting === 0) onWaiting(null)
    }
  }

  return {
    get now() {
      return ticketNow
    },
    async during(work) {
      let renewals = 0
      for (let losses = 0; ;) {
        await gate.pass()
        let ticket: Ticket | undefined
        try {
          ticket = await begin()
          return await work(ticket)
        } catch (error) {
          if (gate.cancelled.aborted || !isSpaceError(error)) throw error
          if (error.code === 'offline' || error.code === 'busy') {
            await pauseFor(losses, problemOf(error))
            losses += 1
            // whoever was away may have forgotten what was begun
            if (error.code === 'offline') began = undefined
          } else if (error.code === 'not-found' && ticket !== undefined && renewals < RENEWALS) {
            renewals += 1
            began = undefined
          } else if (ticket === undefined || stopsAll(error)) gate.stop(problemOf(error))
          else throw error
        }
      }
    },
  }
}

/** What all files would fail with, until somebody does something. */
function stopsAll({ code }: SpaceError): boolean {
  const all = [
    'disk-full',
    'quota',
    'grant-revoked',
    'grant-expired',
    'grant-denied',
    'denied',
    'io',
  ]
  return all.includes(code)
}
