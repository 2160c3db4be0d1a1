import type { OpeningChoice, OpeningsFacet } from '@space/sdk/host'
import { createStore } from 'zustand/vanilla'
import type { StoreApi } from 'zustand/vanilla'

export type UsualOpening = OpeningChoice & { readonly type: string }

/** What is opened without asking, for the person to see and to end. */
export interface UsualState {
  readonly usual: readonly UsualOpening[]
  load(): Promise<void>
  /** Files of this type are asked for again. */
  forget(type: string): Promise<void>
}

export function createUsualStore(
  port: Pick<OpeningsFacet, 'usual' | 'forget'>,
): StoreApi<UsualState> {
  return createStore<UsualState>()((set, get) => ({
    usual: [],
    async load() {
      set({ usual: await port.usual() })
    },
    async forget(type) {
      const before = get().usual
      set({ usual: before.filter((one) => one.type !== type) })
      await port.forget(type).catch((error: unknown) => {
        set({ usual: before })
        throw error
      })
    },
  }))
}
