import type { BringPhase, BringState, Problem } from '../../bringing.ts'
import type { Wait } from '../lasting.ts'
import { bytesOf, type Work } from './work.ts'

const FAILED = 1000
/** Between two states that are told. */
const TELL_MS = 100

/** What was done so far, and who is told of it. */
export interface Tally {
  readonly state: BringState
  found(work: Work): void
  counted(): void
  /** It is durable. @param bytes of it that were not told by {@link Tally.came} */
  done(work: Work, bytes: number): void
  there(work: Work): void
  skipped(work: Work): void
  failed(work: Work, problem: Problem): void
  /** Those that failed are tried again. */
  forgive(): void
  /** Bytes of a large file came, or must come again when it is less than nothing. */
  came(work: Work, bytes: number): void
  phase(phase: BringPhase, problem?: Problem | null): void
  undo(token: string | null): void
  watch(signal?: AbortSignal): AsyncIterable<BringState>
}

export function openTally(wait: Wait): Tally {
  const failed: { path: readonly string[]; problem: Problem }[] = []
  let state: BringState = {
    phase: 'looking',
    totalFiles: 0,
    totalBytes: 0,
    isCounted: false,
    doneFiles: 0,
    doneBytes: 0,
    thereFiles: 0,
    skippedFiles: 0,
    folders: 0,
    current: null,
    failed,
    failedFiles: 0,
    problem: null,
    undo: null,
  }
  const wakes = new Set<() => void>()
  const change = (part: Partial<BringState>): void => {
    state = { ...state, ...part }
    for (const wake of wakes) wake()
  }
  const isFile = ({ file }: Work): number => (file === undefined ? 0 : 1)

  return {
    get state() {
      return state
    },
    found(work) {
      change({
        totalFiles: state.totalFiles + isFile(work),
        totalBytes: state.totalBytes + bytesOf(work),
      })
    },
    counted: () => change({ isCounted: true }),
    done(work, bytes) {
      change({
        doneFiles: state.doneFiles + isFile(work),
        doneBytes: state.doneBytes + bytes,
        folders: state.folders + 1 - isFile(work),
        current: work.path,
      })
    },
    there(work) {
      change({
        doneFiles: state.doneFiles + isFile(work),
        doneBytes: state.doneBytes + bytesOf(work),
        thereFiles: state.thereFiles + isFile(work),
      })
    },
    skipped: (work) => change({ skippedFiles: state.skippedFiles + isFile(work) }),
    failed({ path }, problem) {
      const failedFiles = state.failedFiles + 1
      const known =
        state.failed.length < FAILED ? [...state.failed, { path, problem }] : state.failed
      change({ failedFiles, failed: known })
    },
    forgive: () => change({ failedFiles: 0, failed: [] }),
    came: ({ path }, bytes) => change({ doneBytes: state.doneBytes + bytes, current: path }),
    phase(phase, problem = null) {
      if (phase === state.phase && problem === state.problem) return
      change({ phase, problem, ...(phase === 'sending' ? {} : { current: null }) })
    },
    undo: (undo) => change({ undo }),
    async *watch(signal) {
      let told: BringState | undefined
      while (!signal?.aborted) {
        if (told === state) {
          const { promise, resolve } = Promise.withResolvers<void>()
          wakes.add(resolve)
          signal?.addEventListener('abort', () => resolve(), { once: true })
          await promise
          wakes.delete(resolve)
          // progress may wait a little, another phase may not
          const { phase } = told
          while (state.phase === phase) {
            const next = Promise.withResolvers<void>()
            wakes.add(next.resolve)
            const isTime = await Promise.race([wait(TELL_MS).then(() => true), next.promise])
            wakes.delete(next.resolve)
            if (isTime === true) break
          }
          continue
        }
        told = state
        yield told
        if (told === state && (told.phase === 'done' || told.phase === 'cancelled')) return
      }
    },
  }
}
