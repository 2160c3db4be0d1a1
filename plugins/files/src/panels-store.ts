import type { ReactNode } from 'react'
import { createStore, type StoreApi } from 'zustand/vanilla'

export interface PanelsState {
  /** The panel at the side. */
  readonly isDetailed: boolean
  readonly tab: 'details' | 'versions'
  /** Id of the row whose name is being changed. */
  readonly renaming: string | null
  /** On a small screen the places lie over the list. */
  readonly isPlacesOpen: boolean
  readonly dialog: { readonly id: number; readonly content: ReactNode } | undefined
  setDetailed(isDetailed: boolean, tab?: 'details' | 'versions'): void
  rename(id: string | null): void
  setPlacesOpen(isOpen: boolean): void
  /** Shows a dialog until it answers; another one that is open is answered with undefined. */
  ask<Answer>(draw: (answer: (given?: Answer) => void) => ReactNode): Promise<Answer | undefined>
}

/** What lies beside and over the list. Scope: session. */
export function createPanelsStore(): StoreApi<PanelsState> {
  let asked = 0
  let dismiss: () => void = () => undefined
  return createStore<PanelsState>()((set, get) => ({
    isDetailed: false,
    tab: 'details',
    renaming: null,
    isPlacesOpen: false,
    dialog: undefined,
    setDetailed: (isDetailed, tab = get().tab) => set({ isDetailed, tab }),
    rename: (renaming) => set({ renaming }),
    setPlacesOpen: (isPlacesOpen) => set({ isPlacesOpen }),
    ask<Answer>(draw: (answer: (given?: Answer) => void) => ReactNode) {
      dismiss()
      asked += 1
      const id = asked
      return new Promise<Answer | undefined>((resolve) => {
        const answer = (given?: Answer): void => {
          if (get().dialog?.id === id) set({ dialog: undefined })
          resolve(given)
        }
        dismiss = answer
        set({ dialog: { id, content: draw(answer) } })
      })
    },
  }))
}
