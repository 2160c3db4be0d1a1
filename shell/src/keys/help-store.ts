import { createStore } from 'zustand/vanilla'
import type { StoreApi } from 'zustand/vanilla'

/** Session. Whether the keys are shown. */
export interface HelpState {
  readonly isOpen: boolean
  open(): void
  close(): void
}

export function createHelpStore(): StoreApi<HelpState> {
  return createStore<HelpState>()((set) => ({
    isOpen: false,
    open: () => set({ isOpen: true }),
    close: () => set({ isOpen: false }),
  }))
}
