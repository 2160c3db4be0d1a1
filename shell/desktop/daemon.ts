import { isSpaceError, SpaceError } from '@space/sdk'

/** The daemon as a process of its own. */
export interface DaemonProcess {
  /**
   * Resolves when it serves. @throws {SpaceError} what it failed with before that
   */
  readonly ready: Promise<void>
  /** Resolves when it has ended, for whatever reason. */
  readonly ended: Promise<void>
  /** Asks it to end, and resolves when it has: what it was told is on the disk then. */
  stop(): Promise<void>
}

export type DaemonState =
  | { readonly status: 'starting' }
  /** `isOurs` is false for one that was started elsewhere, and is left running. */
  | { readonly status: 'ready'; readonly isOurs: boolean }
  | { readonly status: 'locked' }
  /** It ended by itself; `retryAt` in ms since 1970. */
  | { readonly status: 'waiting'; readonly retryAt: number }
  /** It cannot start, and trying again would change nothing. */
  | { readonly status: 'failed'; readonly error: SpaceError }
  | { readonly status: 'stopped' }

export interface DaemonPowers {
  /** @param passphrase asked for when the keyring is locked */
  readonly launch: (passphrase: () => Promise<string>) => DaemonProcess
  /** @param isAgain whether the last one was wrong */
  readonly passphrase: (isAgain: boolean) => Promise<string>
  readonly now: () => number
  /** Resolves after `ms`, or at once when `signal` fires. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
  readonly changed: (state: DaemonState) => void
}

export interface KeptDaemon {
  readonly state: DaemonState
  /** Start it, or hurry one that waits. @throws {SpaceError} why it cannot be */
  start(): Promise<void>
  stop(): Promise<void>
}

/** Pauses before it is started again; the last one repeats. One that ran for a while begins anew. */
const PAUSES_MS = [250, 1000, 4000, 15_000, 60_000]
const GOOD_RUN_MS = 60_000

/** Keep one daemon running until `stop`. */
export function keepDaemon(powers: DaemonPowers): KeptDaemon {
  const { launch, now, wait } = powers
  let state: DaemonState = { status: 'stopped' }
  let current: DaemonProcess | undefined
  let starting: Promise<void> | undefined
  let pause = 0
  let hurry = new AbortController()
  let isOver = false
  const put = (next: DaemonState): void => {
    state = next
    powers.changed(next)
  }

  const once = async (isAgain: boolean): Promise<void> => {
    put({ status: 'starting' })
    const started = launch(async () => {
      put({ status: 'locked' })
      return powers.passphrase(isAgain)
    })
    current = started
    try {
      await started.ready
    } catch (error) {
      current = undefined
      // Somebody started one in a terminal: that one serves this window as well.
      if (isSpaceError(error, 'in-use')) return put({ status: 'ready', isOurs: false })
      if (isSpaceError(error, 'wrong-key') && !isOver) return once(true)
      throw error
    }
    put({ status: 'ready', isOurs: true })
    const since = now()
    void started.ended.then(() => again(started, since))
  }

  const again = async (ended: DaemonProcess, since: number): Promise<void> => {
    if (isOver || current !== ended) return
    current = undefined
    if (now() - since >= GOOD_RUN_MS) pause = 0
    const ms = PAUSES_MS[Math.min(pause, PAUSES_MS.length - 1)] ?? 0
    pause += 1
    put({ status: 'waiting', retryAt: now() + ms })
    hurry = new AbortController()
    await wait(ms, hurry.signal)
    if (isOver || starting !== undefined || current !== undefined) return
    await start().catch(() => undefined)
  }

  const start = (): Promise<void> => {
    if (isOver) return Promise.reject(new SpaceError('aborted', 'Space is being closed'))
    if (current !== undefined && starting === undefined) return Promise.resolve()
    starting ??= once(false)
      .catch((error: unknown) => {
        const known = isSpaceError(error)
          ? error
          : new SpaceError('internal', 'Space could not be started', { cause: error })
        if (!isOver) put({ status: 'failed', error: known })
        throw known
      })
      .finally(() => {
        starting = undefined
      })
    hurry.abort()
    return starting
  }

  return {
    get state() {
      return state
    },
    start,
    async stop() {
      isOver = true
      hurry.abort()
      await current?.stop()
      put({ status: 'stopped' })
    },
  }
}
