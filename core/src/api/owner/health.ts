/** How the person's files are: what was checked, what room there is, what is not as it should be. */
import type { Checked, Checking, Concern, Health } from '@space/sdk/host'
import type { Running } from '@space/sdk/wire'
import type { Progress, Running as DriveRunning, VerifyReport } from '../../drive/drive.ts'
import type { Kept } from '../../grants/ports.ts'
import { openSignal } from '../../grants/signal.ts'
import { fields, maybe, number, text } from '../params.ts'

/** What an open home gives. */
export interface HealthPowers {
  usage(): Promise<{ files: number; bytes: number }>
  verify(how: DriveRunning): Promise<VerifyReport>
  doctor(): Promise<
    readonly { name: string; state: 'ok' | 'warning' | 'failed'; message: string; try?: string }[]
  >
  diskBytes(): number
  freeBytes(): number
}

/** Those have places of their own on the page. */
const SHOWN_APART: ReadonlySet<string> = new Set(['backup', 'keyring', 'recovery kit'])
const DAMAGED = 20
/** Watchers are told once in so many bytes. */
const STEP_BYTES = 4 * 2 ** 20

export interface OwnerHealth extends Disposable {
  watch(params: unknown, running: Running): AsyncGenerator<Health>
  beginCheck(): Promise<null>
  stopCheck(): Promise<null>
}

export function ownerHealth(powers: HealthPowers, store: Kept, now: () => number): OwnerHealth {
  const changed = openSignal()
  let running: { readonly stop: AbortController; state: Checking } | undefined

  const health = async (): Promise<Health> => {
    const [{ files, bytes }, checks] = await Promise.all([powers.usage(), powers.doctor()])
    return {
      files,
      bytes,
      diskBytes: powers.diskBytes(),
      freeBytes: powers.freeBytes(),
      check: checkedOf(store.get()),
      checking: running?.state ?? null,
      concerns: checks
        .filter(({ name, state }) => state !== 'ok' && !SHOWN_APART.has(name))
        .map((check): Concern => ({
          what: sentence(check.message),
          try: check.try === undefined ? null : sentence(check.try),
          isSerious: check.state === 'failed',
        })),
    }
  }

  const check = async (stop: AbortController): Promise<void> => {
    let told = 0
    const onProgress = ({ doneBytes, totalBytes }: Progress): void => {
      if (running?.stop !== stop) return
      running.state = { doneBytes, totalBytes: totalBytes ?? null }
      if (doneBytes - told < STEP_BYTES) return
      told = doneBytes
      changed.fire()
    }
    try {
      const report = await powers.verify({ signal: stop.signal, onProgress })
      const { files, bytes, problems } = report
      const damaged = problems
        .slice(0, DAMAGED)
        .map(({ path, message }) => ({ path, why: message }))
      store.set({ at: now(), files, bytes, damaged, damagedCount: problems.length })
    } catch {
      // Stopped, or the disk failed: what was known before is still what is known.
    } finally {
      if (running?.stop === stop) running = undefined
      changed.fire()
    }
  }

  return {
    async *watch(_, { signal }) {
      const changes = changed.follow(signal)
      yield await health()
      for await (const _change of changes) yield await health()
    },
    async beginCheck() {
      if (running !== undefined) return null
      const stop = new AbortController()
      running = { stop, state: { doneBytes: 0, totalBytes: null } }
      changed.fire()
      void check(stop)
      return null
    },
    async stopCheck() {
      running?.stop.abort()
      return null
    },
    [Symbol.dispose]: () => running?.stop.abort(),
  }
}

/** What was kept, as far as it is what was put there. */
function checkedOf(kept: unknown): Checked | null {
  try {
    const before = fields(kept)
    if (before.size === 0) return null
    const damaged = before.get('damaged')
    return {
      at: number(before.get('at')),
      files: number(before.get('files')),
      bytes: number(before.get('bytes')),
      damagedCount: number(before.get('damagedCount')),
      damaged: (Array.isArray(damaged) ? (damaged as unknown[]) : []).map((one) => ({
        path: maybe(fields(one).get('path'), (path) => text(path, 2 ** 16)) ?? '',
        why: maybe(fields(one).get('why'), text) ?? '',
      })),
    }
  } catch {
    return null
  }
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
