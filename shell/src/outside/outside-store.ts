import type { OutsideFacet, OutsideRow } from '@space/sdk/host'
import { i18n, shownName } from '@space/ui'
import { createStore } from 'zustand/vanilla'
import type { StoreApi } from 'zustand/vanilla'

/** Session. What lies unlocked on this computer, subscribed to. */
export interface OutsideState {
  readonly rows: readonly OutsideRow[]
  take(rows: readonly OutsideRow[]): void
  /** The copy comes back for the last time and is removed. */
  done(id: string): Promise<void>
}

/** @param say tells the person of what they have to know, once */
export function createOutsideStore(
  port: Pick<OutsideFacet, 'done'>,
  say: (words: string) => void,
): StoreApi<OutsideState> {
  return createStore<OutsideState>()((set, get) => ({
    rows: [],
    take(rows) {
      const before = get().rows
      for (const { id, keptAs } of rows) {
        const was = before.find((one) => one.id === id)
        // one that was there before this window looked was told of then
        if (was === undefined || keptAs === null || keptAs === was.keptAs) continue
        say(
          i18n.t('{name} changed in Space too. Both are kept: {kept} is what you saved outside.', {
            name: shownName(was.name),
            kept: shownName(keptAs),
          }),
        )
      }
      set({ rows })
    },
    done: (id) => port.done(id),
  }))
}
