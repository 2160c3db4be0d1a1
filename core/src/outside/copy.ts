/** One unlocked copy: looked at while it is open, and what is saved in it brought back once it rests. */
import { isSpaceError } from '@space/sdk'
import type { Clock } from '../grants/ports.ts'
import { bringBack, bringNew, counted, type BackPowers } from './bring-back.ts'
import { isHeld, isOfPerson } from './names.ts'
import type { Copies } from './ports.ts'
import type { CopyRecord, Records } from './records.ts'

/** How patient it is, in ms. */
export interface Pace {
  /** Nothing may have been written for so long before it counts as saved. */
  readonly settleMs: number
  /** What never rests comes back as it is after so long, and then again. */
  readonly restlessMs: number
  /** How often it is looked at where the system tells nothing. */
  readonly lookMs: number
  /** When something that could not come back is tried again. */
  readonly retryMs: number
}

export const PACE: Pace = { settleMs: 700, restlessMs: 60_000, lookMs: 2000, retryMs: 10_000 }

/** New files beside a copy that are taken in with it. */
const MOST_NEW = 100
/** How often the last look waits for a program that is writing. */
const LAST_TRIES = 5

export interface CopyPowers extends Omit<BackPowers, 'copies' | 'now'> {
  readonly copies: Copies
  readonly clock: Clock
  readonly records: Records
  readonly pace: Pace
  /** Something of what {@link OpenCopy.state} tells is different. */
  changed(): void
}

export interface CopyState extends CopyRecord {
  readonly isInUse: boolean
  readonly problem: string | null
}

export interface OpenCopy {
  state(): CopyState
  /** Brings back what rests, and takes the newer version of inside where nothing was saved outside. */
  refresh(): Promise<void>
  /** Brings back all that was saved and removes the copy. @throws what keeps it from coming back */
  finish(): Promise<void>
  /** Looks no more. */
  stop(): void
}

const STRANGE = 'Something else lies where the copy was, and is not taken'

export function followCopy(powers: CopyPowers, first: CopyRecord): OpenCopy {
  const { copies, clock, records, pace, entries } = powers
  const back: BackPowers = { ...powers, now: () => clock.now() }
  let record = first
  let problem: string | null = null
  let isInUse = false
  let isOver = false
  /** Mark of the copy when it was last known to be as the record says. */
  let known: string | undefined
  /** Something that was written and did not rest yet. */
  let unrest: { mark: string; at: number; since: number } | undefined
  let timer: Disposable | undefined
  let isSoon = false
  let lane: Promise<unknown> = Promise.resolve()

  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const turn = lane.then(act, act)
    lane = turn.catch(() => undefined)
    return turn
  }
  const tell = (next: { problem?: string | null; isInUse?: boolean }): void => {
    const was = [problem, isInUse].join(' ')
    problem = next.problem === undefined ? problem : next.problem
    isInUse = next.isInUse ?? isInUse
    if ([problem, isInUse].join(' ') !== was) powers.changed()
  }
  const keep = (next: CopyRecord): void => {
    if (next === record) return
    records.put(next)
    record = next
    powers.changed()
  }
  const again = (ms: number): void => {
    timer?.[Symbol.dispose]()
    isSoon = ms <= pace.settleMs
    if (!isOver) timer = clock.after(ms, () => void inTurn(look))
  }
  /** However often something is written, it is looked at once in a while. */
  const soon = (): void => {
    if (!isSoon) again(pace.settleMs)
  }

  async function look(): Promise<void> {
    if (isOver) return
    let next = pace.lookMs
    try {
      next = await lookOnce()
    } catch (error) {
      const isBusy = isSpaceError(error, 'busy')
      next = isBusy ? pace.settleMs : pace.retryMs
      if (!isBusy) tell({ problem: wordsOf(error) })
    }
    again(next)
  }

  /** Gives when to look again. */
  async function lookOnce(): Promise<number> {
    const { dir, name } = record
    const lying = await copies.look(dir, name)
    tell({ isInUse: isHeld(name, await copies.beside(dir)) })
    if (!record.canChange) return pace.lookMs
    if (lying.kind !== 'file') {
      unrest = undefined
      tell({ problem: lying.kind === 'strange' ? STRANGE : null })
      return pace.lookMs
    }
    if (lying.mark === known) {
      unrest = undefined
      tell({ problem: null })
      return pace.lookMs
    }
    const now = clock.now()
    if (unrest?.mark !== lying.mark)
      unrest = { mark: lying.mark, at: now, since: unrest?.since ?? now }
    const isResting = now - unrest.at >= pace.settleMs
    const isRestless = now - unrest.since >= pace.restlessMs
    if (!isResting && !isRestless) return pace.settleMs
    keep(await bringBack(back, record, !isResting))
    known = lying.mark
    unrest = undefined
    tell({ problem: null })
    return pace.settleMs
  }

  async function lastLook(): Promise<void> {
    const { dir, name } = record
    for (let tries = 1; ; tries++) {
      const lying = await copies.look(dir, name)
      if (lying.kind !== 'file' || lying.mark === known) break
      try {
        keep(await bringBack(back, record, tries >= LAST_TRIES))
        known = lying.mark
      } catch (error) {
        if (!isSpaceError(error, 'busy') || tries > LAST_TRIES) throw error
        await new Promise<void>((resolve) => void clock.after(pace.settleMs, resolve))
      }
    }
    const others = (await copies.beside(dir)).filter((one) => one !== name && isOfPerson(one))
    for (const one of others.slice(0, MOST_NEW)) {
      if ((await copies.look(dir, one)).kind === 'file') await bringNew(back, record, one)
    }
  }

  const watcher = copies.watch(record.dir, soon)
  again(pace.settleMs)

  return {
    state: () => ({ ...record, problem, isInUse }),
    refresh: () =>
      inTurn(async () => {
        const { dir, name, place, canChange } = record
        const lying = await copies.look(dir, name)
        try {
          if (lying.kind === 'file' && canChange && lying.mark !== known)
            keep(await bringBack(back, record, false))
        } catch (error) {
          // it is being saved just now: what is there is what the person wants to see
          if (isSpaceError(error, 'busy')) return
          throw error
        }
        const { version } = entries.readable(record.entry)
        if (version === record.version && lying.kind === 'file') return
        const inside = counted(entries.read(record.entry, { version }))
        await copies.replace({ dir, place }, name, inside.bytes, { canChange })
        keep({ ...record, version, digest: inside.digest() })
      }),
    finish: () =>
      inTurn(async () => {
        if (isOver) return
        try {
          // an empty digest: it was never all there, and nobody had it
          if (record.canChange && record.digest !== '') await lastLook()
          await copies.remove(record.dir)
          records.remove(record.id)
        } catch (error) {
          tell({ problem: wordsOf(error) })
          throw error
        }
        stop()
      }),
    stop,
  }

  function stop(): void {
    isOver = true
    timer?.[Symbol.dispose]()
    watcher[Symbol.dispose]()
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : 'It could not be brought back'
}
