import { createStore } from 'zustand/vanilla'
import type { StoreApi } from 'zustand/vanilla'

/** A sentence about what just happened, with a way back where there is one. */
export interface Toast {
  readonly id: number
  readonly text: string
  readonly kind: 'done' | 'failed'
  /** Who says it, when an app does; its words are never shown as Space's own. */
  readonly from?: string
  readonly undo?: () => void
  /** Told once when it goes, whichever way. */
  readonly onGone?: (how: 'undo' | 'gone') => void
}

/** Session. What is said now, oldest first. */
export interface ToastsState {
  readonly toasts: readonly Toast[]
  say(toast: Omit<Toast, 'id' | 'kind'> & { kind?: Toast['kind'] }): number
  undo(id: number): void
  dismiss(id: number): void
}

/** Of more than these the oldest goes, and one that an app says before any of Space's own. */
const MOST_TOASTS = 3
const MOST_OF_ONE = 2

export function createToastsStore(): StoreApi<ToastsState> {
  let nextId = 1
  return createStore<ToastsState>()((set, get) => {
    const take = (id: number): Toast | undefined => {
      const toast = get().toasts.find((one) => one.id === id)
      set({ toasts: get().toasts.filter((one) => one.id !== id) })
      return toast
    }
    return {
      toasts: [],
      say(toast) {
        const id = nextId
        nextId += 1
        set({ toasts: [...get().toasts, { kind: 'done', ...toast, id }] })
        const { toasts } = get()
        const ofSame = toasts.filter(({ from }) => from !== undefined && from === toast.from)
        const tooMany =
          ofSame.length > MOST_OF_ONE
            ? ofSame[0]
            : toasts.length > MOST_TOASTS
              ? (toasts.find(({ from }) => from !== undefined) ?? toasts[0])
              : undefined
        if (tooMany !== undefined) get().dismiss(tooMany.id)
        return id
      },
      undo(id) {
        const toast = take(id)
        toast?.undo?.()
        toast?.onGone?.('undo')
      },
      dismiss(id) {
        take(id)?.onGone?.('gone')
      },
    }
  })
}
