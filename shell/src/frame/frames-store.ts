import { isSpaceError } from '@space/sdk'
import type { AppsFacet } from '@space/sdk/host'
import { createStore } from 'zustand/vanilla'
import type { StoreApi } from 'zustand/vanilla'
import { type Problem, problemOf } from '@space/ui'

/** One app in its frame. */
export type AppFrameState =
  | { readonly status: 'opening' }
  | {
      readonly status: 'open'
      readonly url: string
      readonly origin: string
      /** How often the person had it loaded anew; a new number is a new frame. */
      readonly round: number
      /** The app answers no more. */
      readonly isSilent: boolean
      /** The person chose to wait for it. */
      readonly isWaitedFor: boolean
    }
  | { readonly status: 'failed'; readonly problem: Problem }

/** Session. The apps that are open, by label. */
export interface FramesState {
  readonly frames: Readonly<Record<string, AppFrameState>>
  open(label: string): Promise<void>
  close(label: string): Promise<void>
  reload(label: string): void
  /** Take the frame away from an app that works against the person; its grants are not touched. */
  stop(label: string, problem: Problem): void
  hear(label: string, isAlive: boolean): void
  wait(label: string): void
  /** Tell the daemon again which apps are open, after it was away. */
  reopen(): Promise<void>
}

export function createFramesStore(port: Pick<AppsFacet, 'open' | 'close'>): StoreApi<FramesState> {
  return createStore<FramesState>()((set, get) => {
    const put = (label: string, state: AppFrameState): void =>
      set({ frames: { ...get().frames, [label]: state } })
    const change = (
      label: string,
      to: Partial<Extract<AppFrameState, { status: 'open' }>>,
    ): void => {
      const frame = get().frames[label]
      if (frame?.status === 'open') put(label, { ...frame, ...to })
    }
    return {
      frames: {},
      async open(label) {
        const there = get().frames[label]
        if (there !== undefined && there.status !== 'failed') return
        const opening: AppFrameState = { status: 'opening' }
        put(label, opening)
        const state: AppFrameState = await port.open(label).then(
          ({ url, origin }) => ({
            status: 'open',
            url,
            origin,
            round: 0,
            isSilent: false,
            isWaitedFor: false,
          }),
          (error: unknown) => ({ status: 'failed', problem: problemOf(error) }),
        )
        if (get().frames[label] === opening) put(label, state)
      },
      async close(label) {
        const { [label]: gone, ...frames } = get().frames
        set({ frames })
        // Nothing of the person's hangs on it: a daemon that is away has closed it already.
        if (gone !== undefined) await port.close(label).catch(() => undefined)
      },
      reload(label) {
        const frame = get().frames[label]
        if (frame?.status === 'open') {
          change(label, { round: frame.round + 1, isSilent: false, isWaitedFor: false })
        } else if (frame?.status === 'failed') void get().open(label)
      },
      stop: (label, problem) => put(label, { status: 'failed', problem }),
      hear(label, isAlive) {
        const frame = get().frames[label]
        if (frame?.status !== 'open' || frame.isSilent === !isAlive) return
        change(label, { isSilent: !isAlive, isWaitedFor: frame.isWaitedFor && !isAlive })
      },
      wait: (label) => change(label, { isWaitedFor: true }),
      async reopen() {
        for (const [label, frame] of Object.entries(get().frames)) {
          if (frame.status === 'failed') await get().open(label)
          if (frame.status !== 'open') continue
          await port.open(label).catch((error: unknown) => {
            if (isSpaceError(error, 'not-found'))
              put(label, { status: 'failed', problem: problemOf(error) })
          })
        }
      },
    }
  })
}
