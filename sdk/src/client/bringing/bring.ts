import type {
  BringAnswer,
  BringConflict,
  Bringing,
  BringItem,
  BringOptions,
  BringState,
  Problem,
} from '../../bringing.ts'
import type { Brought, HandleRef, Sight } from '../../calls.ts'
import { isSpaceError, SpaceError } from '../../errors.ts'
import type { SpaceDirectory } from '../../handles.ts'
import { lasting } from '../lasting.ts'
import type { Tools } from '../tools.ts'
import { openGate } from './gate.ts'
import { sendLarge } from './large.ts'
import { isFull, sendPack, takePack, unreadable } from './pack.ts'
import { openReports } from './reports.ts'
import { openSeat } from './seat.ts'
import { openSorting, type Taken } from './sorting.ts'
import { openTally } from './tally.ts'
import { bytesOf, comingOf, factsOf, isSmall, problemOf, type Work } from './work.ts'

/** Packs and large files that are sent at once. */
const PACKS = 2
const LARGE = 2
const LOOKED = 500

/** Brings `items` into `folder`: look → ask → send, all at the same time. */
export function bring(
  tools: Tools,
  items: AsyncIterable<BringItem> | Iterable<BringItem>,
  folder: SpaceDirectory,
  ref: HandleRef,
  options: BringOptions = {},
): Bringing {
  const tally = openTally(tools.wait)
  const gate = openGate(settle)
  const small: Work[] = []
  const large: Work[] = []
  const conflicts: Taken[] = []
  const failed: Work[] = []
  const running = { packs: 0, large: 0 }
  const ended = Promise.withResolvers<BringState>()
  let isLooking = true
  let isAsking = false
  let isOver = false
  let waitingFor: Problem | null = null
  let idle = Promise.withResolvers<void>()
  let following = new AbortController()
  let name = options.name
  let seat = newSeat('')
  const id = Promise.withResolvers<string>()
  // whoever never asks for it must not end the page
  id.promise.catch(() => undefined)
  const sorting = openSorting({
    ready: enqueue,
    there: tally.there,
    skipped: tally.skipped,
    merged: (work) => tally.done(work, 0),
    impossible: fail,
    taken: (one) => conflicts.push(one),
  })
  const reports = openReports(tools, tally, () => seat.now?.bring)

  void run(scan)
  return {
    id: id.promise,
    folder,
    get state() {
      return tally.state
    },
    watch: ({ signal } = {}) => tally.watch(signal),
    pause() {
      if (isOver) return
      gate.pause()
      wish('transfers.pause')
    },
    resume() {
      if (gate.shut?.by !== 'person') return
      gate.open()
      wish('transfers.resume')
    },
    cancel: () => gate.cancel(),
    retry() {
      if (gate.shut?.by === 'problem') gate.open()
      else if (isOver && tally.state.phase === 'done' && failed.length > 0) void run(again)
    },
    ended: ended.promise,
  }

  function newSeat(called: string) {
    return openSeat(tools, ref, called, {
      gate,
      onWaiting(problem) {
        waitingFor = problem
        settle()
      },
    })
  }

  /** One bringing from its beginning to its end. */
  async function run(work: () => Promise<void>): Promise<void> {
    isOver = false
    try {
      await work()
      await rest()
      await finish('done')
    } catch (error) {
      if (!gate.cancelled.aborted) gate.cancel()
      await settled()
      const isCancelled = isSpaceError(error, 'aborted')
      await finish('cancelled', isCancelled ? null : problemFrom(error))
    }
  }

  async function scan(): Promise<void> {
    let batch: Work[] = []
    for await (const { path, file } of items) {
      await gate.pass()
      const work: Work = { path, file }
      if (name === undefined) name = path[0] ?? ''
      tally.found(work)
      batch.push(work)
      if (batch.length < LOOKED) continue
      await look(batch)
      batch = []
    }
    await look(batch)
    tally.counted()
    isLooking = false
  }

  async function again(): Promise<void> {
    const works = failed.splice(0)
    tally.forgive()
    // Whoever watches from now on must not be told of its first end.
    tally.phase('looking')
    seat = newSeat(name ?? '')
    isLooking = true
    for (let at = 0; at < works.length; at += LOOKED) await look(works.slice(at, at + LOOKED))
    isLooking = false
  }

  async function look(works: readonly Work[]): Promise<void> {
    if (seat.now === undefined) {
      seat = newSeat(name ?? folder.name)
      await seat.during(async ({ bring: begun }) => id.resolve(begun))
      following = new AbortController()
      // without it the person is only not heard from elsewhere
      follow(following.signal).catch(() => undefined)
    }
    const asked = sorting.asks(works)
    let sights: readonly Sight[] = []
    if (asked.length > 0)
      sights = await seat.during(({ bring: begun }) =>
        tools.line.call('bring.look', [begun, asked.map(comingOf)], gate.cancelled),
      )
    sorting.sort(works, asked, sights, seat.now?.goesOn ?? false)
    settle()
    pump()
  }

  /** Until nothing is left that could be sent. */
  async function rest(): Promise<void> {
    for (;;) {
      pump()
      await settled()
      await gate.pass()
      if (conflicts.length > 0) await ask()
      else if (small.length + large.length === 0) return
    }
  }

  async function ask(): Promise<void> {
    const list = conflicts.splice(0)
    const asking = options.conflicts
    isAsking = true
    settle()
    let answers: readonly BringAnswer[] = []
    try {
      answers = (await asking?.(list.map(conflictOf))) ?? []
    } catch (cause) {
      throw new SpaceError('aborted', 'Stopped before it was done', { cause })
    } finally {
      isAsking = false
    }
    const open: Work[] = []
    for (const [i, one] of list.entries()) {
      const answer = answers[i] ?? 'skip'
      open.push(...sorting.answer(one, answersTo(one).includes(answer) ? answer : 'skip'))
    }
    for (let at = 0; at < open.length; at += LOOKED) await look(open.slice(at, at + LOOKED))
  }

  function enqueue(work: Work): void {
    if (isSmall(work)) small.push(work)
    else large.push(work)
  }

  /** Begins what may be sent at once. */
  function pump(): void {
    if (gate.cancelled.aborted) return
    while (running.packs < PACKS && small.length > 0) {
      // while more is found, a pack that is not full waits for the one before it
      if (isLooking && running.packs > 0 && !isFull(small)) break
      running.packs += 1
      void packOff(takePack(small)).finally(() => {
        running.packs -= 1
        pump()
        rested()
      })
    }
    for (let next: Work | undefined; running.large < LARGE && (next = large.shift());) {
      running.large += 1
      void sendOff(next).finally(() => {
        running.large -= 1
        pump()
        rested()
      })
    }
    settle()
  }

  function rested(): void {
    if (running.packs + running.large > 0) return
    idle.resolve()
    settle()
  }

  async function settled(): Promise<void> {
    while (running.packs + running.large > 0) {
      idle = Promise.withResolvers()
      await idle.promise
    }
  }

  async function packOff(works: Work[]): Promise<void> {
    try {
      let left: readonly Work[] = works
      while (left.length > 0) {
        const sending = left
        const done = await seat.during(async ({ url }) => {
          try {
            return { brought: await sendPack(tools, url, sending, gate.cancelled) }
          } catch (error) {
            // a file that cannot be read looks as if nobody answered
            const bad = isSpaceError(error, 'offline') ? await unreadable(sending) : undefined
            if (bad === undefined || bad.size === 0) throw error
            return { bad }
          }
        })
        if ('brought' in done) {
          for (const [i, work] of sending.entries()) arrive(work, done.brought[i])
          return
        }
        for (const [work, error] of done.bad) fail(work, error)
        left = sending.filter((work) => !done.bad.has(work))
      }
    } catch (error) {
      if (gate.cancelled.aborted) return
      for (const work of works) fail(work, error)
    }
  }

  async function sendOff(work: Work): Promise<void> {
    const { file } = work
    if (file === undefined) return
    try {
      await seat.during((ticket) =>
        sendLarge(tools, ticket, { ...work, file }, { gate, came: (n) => tally.came(work, n) }),
      )
      tally.done(work, 0)
    } catch (error) {
      if (gate.cancelled.aborted) return
      if (isSpaceError(error, 'exists')) await look([{ path: work.path, file }])
      else fail(work, error)
    }
  }

  function arrive(work: Work, brought: Brought | undefined): void {
    if (brought === undefined) return fail(work, new SpaceError('internal', 'Space forgot it'))
    if (brought.is === 'brought' || brought.is === 'there') tally.done(work, bytesOf(work))
    else sorting.judge(work, brought)
  }

  function fail(work: Work, error: unknown): void {
    failed.push(work)
    tally.failed(work, problemFrom(error))
  }

  function settle(): void {
    if (isOver || gate.cancelled.aborted) return
    const isSending = running.packs + running.large > 0
    if (gate.shut?.by === 'person') tally.phase('paused')
    else if (gate.shut?.by === 'problem') tally.phase('stopped', gate.shut.problem)
    else if (waitingFor !== null) tally.phase('waiting', waitingFor)
    else if (isSending) tally.phase('sending')
    else tally.phase(isAsking ? 'asking' : 'looking')
  }

  async function finish(how: 'done' | 'cancelled', problem: Problem | null = null): Promise<void> {
    isOver = true
    following.abort()
    const begun = seat.now?.bring
    await reports.last()
    if (begun !== undefined) {
      const said = await tools.line.call('bring.end', [begun, how]).catch(() => undefined)
      tally.undo(said?.undo ?? null)
    } else id.reject(new SpaceError('aborted', 'Nothing was begun'))
    tally.phase(how, problem)
    ended.resolve(tally.state)
  }

  /** What the person, or another window, wishes. */
  async function follow(signal: AbortSignal): Promise<void> {
    const wishes = lasting(
      tools.wait,
      async function* () {
        const { bring: begun } = await seat.during(async (ticket) => ticket)
        yield* tools.line.stream('bring.watch', [begun], signal)
      },
      signal,
    )
    for await (const wished of wishes) {
      if (isOver) return
      if (wished === 'cancel') gate.cancel()
      else if (wished === 'pause') gate.pause()
      else if (gate.shut?.by === 'person') gate.open()
    }
  }

  function wish(method: 'transfers.pause' | 'transfers.resume'): void {
    const begun = seat.now?.bring
    // it is only for others to see
    if (begun !== undefined) tools.line.call(method, [begun]).catch(() => undefined)
  }
}

function conflictOf(one: Taken): BringConflict {
  const coming = factsOf(one.work)
  const { existing } = one.sight
  return {
    path: one.work.path,
    coming,
    existing,
    isSame:
      coming.kind === 'file' &&
      existing.kind === 'file' &&
      coming.size === existing.size &&
      coming.lastModified === Math.floor(existing.lastModified),
    answers: answersTo(one),
  }
}

function answersTo({ work, sight }: Taken): readonly BringAnswer[] {
  const isFolder = work.file === undefined
  if (isFolder && sight.existing.kind === 'directory') return ['merge', 'keep-both', 'skip']
  if (!isFolder && sight.version !== null) return ['keep-both', 'replace', 'skip']
  return ['keep-both', 'skip']
}

function problemFrom(error: unknown): Problem {
  if (isSpaceError(error)) return problemOf(error)
  return { code: 'internal', message: 'Something failed inside the app' }
}
