import type {
  BringAnswer,
  BringConflict,
  Bringing,
  BringPhase,
  BringState,
  Problem,
  Transfer,
  Transfers,
} from '@space/sdk'
import { createStore } from 'zustand/vanilla'
import type { StoreApi } from 'zustand/vanilla'
import type { BringMemory, Remembered } from './bring-memory.ts'
import type { Gift } from './gift.ts'
import { openPace, type Pace } from './pace.ts'
import type { Target } from './target.ts'
import type { Unreadable } from './walk.ts'

/** One line of the card: a gift on its way, or one that another window or an earlier visit began. */
export interface Carried {
  readonly id: string
  readonly name: string
  /** One file alone. */
  readonly isFile: boolean
  /** Name of the folder; null when nobody knows. */
  readonly into: string | null
  /** The way to the folder, of what was begun elsewhere. */
  readonly path: readonly string[] | null
  /** `interrupted`: nobody sends it; the same things must be given again. */
  readonly phase: BringPhase | 'interrupted'
  readonly doneFiles: number
  readonly totalFiles: number
  readonly skippedFiles: number
  readonly doneBytes: number
  readonly totalBytes: number
  /** Whether the totals are known. */
  readonly isCounted: boolean
  readonly current: readonly string[] | null
  readonly failed: readonly Unreadable[]
  readonly failedFiles: number
  /** Whether any of those can be tried once more; what this computer does not give cannot. */
  readonly canRetry: boolean
  readonly problem: Problem | null
  /** Bytes a second. */
  readonly speed: number | null
}

/** A question of a gift on its way. */
export interface Pending {
  readonly id: string
  /** No two questions have the same. */
  readonly nth: number
  /** Name of the folder that it goes into. */
  readonly into: string
  readonly conflicts: readonly BringConflict[]
}

/** What was brought in and can be taken back. */
export interface Brought {
  readonly id: string
  readonly files: number
  readonly folders: number
  readonly into: string
  readonly isCancelled: boolean
  /** For `space.edits.undo`. */
  readonly undo: string
}

export interface BringPort {
  readonly transfers: Pick<Transfers, 'bring' | 'watch' | 'pause' | 'resume' | 'cancel' | 'forget'>
  readonly memory: BringMemory
  readonly now: () => number
  onBrought(brought: Brought): void
  onFailed(error: unknown): void
}

export interface BringStoreState {
  readonly carried: readonly Carried[]
  /** The first question that waits. */
  readonly pending: Pending | null
  readonly isOpen: boolean
  bring(gift: Gift, target: Target): void
  /** One answer for each conflict of the pending question; null: nothing of it is to be brought. */
  answer(id: string, answers: readonly BringAnswer[] | null): void
  pause(id: string): void
  resume(id: string): void
  retry(id: string): void
  cancel(id: string): void
  /** Take it out of the card once it is over, or was cut off. */
  dismiss(id: string): void
  toggle(isOpen: boolean): void
  /** What other windows and earlier visits began; until `signal` fires. */
  follow(signal: AbortSignal): Promise<void>
}

interface Local {
  readonly key: string
  readonly gift: Gift
  readonly target: Target
  readonly bringing: Bringing
  readonly pace: Pace
  state: BringState
  /** Of the transfer, as soon as it has one. */
  transfer: string | null
  isTold: boolean
}

interface Asking extends Pending {
  readonly settle: (answers: readonly BringAnswer[] | null) => void
}

/** Where more than this is on its way for the app, it is worth a line; each save of a text is not. */
const NOTED_BYTES = 8 * 2 ** 20

export function createBringStore(port: BringPort): StoreApi<BringStoreState> {
  const { transfers, memory } = port
  const locals = new Map<string, Local>()
  let others: readonly Transfer[] = []
  let asking: Asking[] = []
  let made = 0
  let questions = 0

  return createStore<BringStoreState>()((set) => {
    const draw = (): void => {
      const here = [...locals.values()]
      const own = new Set(here.map(({ transfer }) => transfer))
      // Until one has its id it is known by its name.
      const unnamed = new Set(
        here.flatMap(({ transfer, gift }) => (transfer === null ? [gift.name] : [])),
      )
      const elsewhere = others.filter(
        (one) => isNoted(one) && !own.has(one.id) && !unnamed.has(one.name),
      )
      const [first] = asking
      set({
        carried: [
          ...here.map(lineOfLocal),
          ...elsewhere.map((one) => lineOfTransfer(one, memory.get(one.id))),
        ],
        pending: first === undefined ? null : pendingOf(first),
      })
    }

    const follow = async (local: Local): Promise<void> => {
      for await (const state of local.bringing.watch()) {
        local.state = state
        if (state.phase === 'sending') local.pace.take(state.doneBytes, port.now())
        if (state.phase === 'done' || state.phase === 'cancelled') tell(local)
        draw()
      }
    }
    const tell = (local: Local): void => {
      const { undo, phase, folders, doneFiles, thereFiles } = local.state
      if (undo === null || local.isTold) return
      local.isTold = true
      port.onBrought({
        id: local.key,
        files: doneFiles - thereFiles,
        folders,
        into: local.target.name,
        isCancelled: phase === 'cancelled',
        undo,
      })
    }
    /** The one of this page, or the act on it wherever it runs. */
    const act = (
      id: string,
      here: (local: Local) => void,
      elsewhere: (id: string) => Promise<void>,
    ): void => {
      const local = locals.get(id)
      if (local !== undefined) here(local)
      else elsewhere(id).catch(port.onFailed)
    }
    const drop = (local: Local): void => {
      locals.delete(local.key)
      if (local.transfer !== null) transfers.forget(local.transfer).catch(() => {})
    }
    const settle = (id: string, answers: readonly BringAnswer[] | null): void => {
      const settled = asking.filter((one) => one.id === id)
      asking = asking.filter((one) => one.id !== id)
      for (const one of settled) one.settle(answers)
      draw()
    }

    return {
      carried: [],
      pending: null,
      isOpen: true,
      bring(gift, target) {
        made += 1
        const key = `here-${made}`
        // What is over makes room for what begins.
        for (const local of locals.values()) if (isOver(local.state) && isWell(local)) drop(local)
        const bringing = transfers.bring(gift.items, target.folder, {
          name: gift.name,
          conflicts: (conflicts) =>
            new Promise((resolve, reject) => {
              const settle = (answers: readonly BringAnswer[] | null): void => {
                if (answers === null) reject(new DOMException('Not answered', 'AbortError'))
                else resolve(answers)
              }
              questions += 1
              asking.push({ id: key, nth: questions, into: target.name, conflicts, settle })
              draw()
            }),
        })
        const local: Local = {
          key,
          gift,
          target,
          bringing,
          pace: openPace(),
          state: bringing.state,
          transfer: null,
          isTold: false,
        }
        locals.set(key, local)
        const named = async (): Promise<void> => {
          local.transfer = await bringing.id
          draw()
          await memory.put(local.transfer, target)
        }
        // Why it has no id is told by its state.
        named().catch(() => {})
        follow(local).catch(port.onFailed)
        set({ isOpen: true })
        draw()
      },
      answer: settle,
      pause: (id) => act(id, ({ bringing }) => bringing.pause(), transfers.pause),
      resume: (id) => act(id, ({ bringing }) => bringing.resume(), transfers.resume),
      retry: (id) =>
        act(
          id,
          (local) => {
            const wasOver = isOver(local.state)
            local.isTold = false
            local.bringing.retry()
            if (wasOver) follow(local).catch(port.onFailed)
          },
          transfers.resume,
        ),
      cancel(id) {
        if (asking.some((one) => one.id === id)) settle(id, null)
        act(id, ({ bringing }) => bringing.cancel(), transfers.cancel)
      },
      dismiss(id) {
        act(id, drop, transfers.forget)
        draw()
      },
      toggle: (isOpen) => set({ isOpen }),
      async follow(signal) {
        void memory.loaded.then(draw)
        for await (const list of transfers.watch({ signal })) {
          others = list
          draw()
        }
      },
    }
  })
}

/** How far all that go on are together, 0 to 1; null when nothing does. */
export function progressOf(carried: readonly Carried[]): number | null {
  const going = carried.filter(isGoing)
  if (going.length === 0) return null
  const done = going.reduce((sum, { doneBytes }) => sum + doneBytes, 0)
  const total = going.reduce((sum, { totalBytes }) => sum + totalBytes, 0)
  return total === 0 ? 0 : Math.min(1, done / total)
}

/** What all that are sent will still take, ms; null while nobody can tell. */
export function leftMs(carried: readonly Carried[]): number | null {
  const sent = carried.filter(({ phase }) => phase === 'sending')
  if (sent.length === 0 || sent.some(({ isCounted }) => !isCounted)) return null
  const speed = sent.reduce((sum, one) => sum + (one.speed ?? 0), 0)
  const left = sent.reduce((sum, one) => sum + one.totalBytes - one.doneBytes, 0)
  return speed === 0 ? null : (left / speed) * 1000
}

export function isGoing({ phase }: Pick<Carried, 'phase'>): boolean {
  return phase === 'looking' || phase === 'asking' || phase === 'sending' || phase === 'waiting'
}

function isOver({ phase }: Pick<Carried, 'phase'>): boolean {
  return phase === 'done' || phase === 'cancelled'
}

function isWell({ state, gift }: Local): boolean {
  return state.failedFiles + gift.unreadable.length === 0
}

function isNoted({ direction, state, totalFiles = 1, totalBytes = 0 }: Transfer): boolean {
  if (direction !== 'in' || state === 'done' || state === 'cancelled') return false
  if (state === 'stopped' || state === 'failed') return true
  return totalFiles > 1 || totalBytes > NOTED_BYTES
}

function pendingOf({ id, nth, into, conflicts }: Asking): Pending {
  return { id, nth, into, conflicts }
}

function lineOfLocal({ key, gift, target, state, pace }: Local): Carried {
  return {
    id: key,
    name: gift.name,
    isFile: gift.isFile,
    into: target.name,
    path: null,
    phase: state.phase,
    doneFiles: state.doneFiles,
    totalFiles: state.totalFiles,
    skippedFiles: state.skippedFiles,
    doneBytes: state.doneBytes,
    totalBytes: state.totalBytes,
    isCounted: state.isCounted,
    current: state.current,
    failed: [...gift.unreadable, ...state.failed],
    failedFiles: gift.unreadable.length + state.failedFiles,
    canRetry: state.failedFiles > 0,
    problem: state.problem,
    speed: state.phase === 'sending' ? pace.speed() : null,
  }
}

const PHASES: Record<Transfer['state'], Carried['phase']> = {
  waiting: 'waiting',
  running: 'sending',
  paused: 'paused',
  stopped: 'interrupted',
  failed: 'interrupted',
  done: 'done',
  cancelled: 'cancelled',
}

function lineOfTransfer(transfer: Transfer, known: Remembered | undefined): Carried {
  const { id, name, state, doneBytes, totalBytes, doneFiles, totalFiles, failedFiles } = transfer
  return {
    id,
    name,
    isFile: transfer.totalFiles === undefined,
    into: known?.name ?? null,
    path: known?.path ?? null,
    phase: PHASES[state],
    doneFiles: doneFiles ?? 0,
    totalFiles: totalFiles ?? 1,
    skippedFiles: 0,
    doneBytes,
    totalBytes: totalBytes ?? doneBytes,
    isCounted: totalBytes !== undefined,
    current: null,
    failed: [],
    failedFiles: failedFiles ?? 0,
    canRetry: false,
    problem: transfer.cause ?? null,
    speed: null,
  }
}
