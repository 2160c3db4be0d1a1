import type { TransferRow, TransfersFacet } from '@space/sdk/host'
import { createStore } from 'zustand/vanilla'
import type { StoreApi } from 'zustand/vanilla'

/** What is on its way in or out, subscribed to. */
export interface TransfersState {
  readonly transfers: readonly TransferRow[]
  readonly isOpen: boolean
  take(transfers: readonly TransferRow[]): void
  toggle(isOpen: boolean): void
  pause(id: string): Promise<void>
  resume(id: string): Promise<void>
  cancel(id: string): Promise<void>
  forget(id: string): Promise<void>
}

export function createTransfersStore(port: TransfersFacet): StoreApi<TransfersState> {
  return createStore<TransfersState>()((set) => ({
    transfers: [],
    isOpen: false,
    take: (transfers) => set({ transfers }),
    toggle: (isOpen) => set({ isOpen }),
    pause: (id) => port.pause(id),
    resume: (id) => port.resume(id),
    cancel: (id) => port.cancel(id),
    forget: (id) => port.forget(id),
  }))
}

/** How far all that run are together, 0 to 1; undefined when nothing runs. */
export function progressOf(transfers: readonly TransferRow[]): number | undefined {
  const running = transfers.filter(({ state }) => state === 'running' || state === 'waiting')
  if (running.length === 0) return undefined
  const sum = (count: (transfer: TransferRow) => number): number =>
    running.reduce((all, one) => all + count(one), 0)
  const bytes = sum(({ doneBytes, totalBytes = doneBytes }) => totalBytes)
  if (bytes > 0) return sum(({ doneBytes }) => doneBytes) / bytes
  // what is changed inside has no bytes on its way
  const files = sum(({ doneFiles = 0, totalFiles = doneFiles }) => totalFiles)
  return files === 0 ? 0 : sum(({ doneFiles = 0 }) => doneFiles) / files
}
