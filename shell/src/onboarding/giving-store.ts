import type { EntryRow, FilesFacet, GrantsFacet } from '@space/sdk/host'
import { type Problem, problemOf } from '@space/ui'
import { createStore } from 'zustand/vanilla'
import type { StoreApi } from 'zustand/vanilla'

/** Session. What the app that comes with Space is given at the end of the first run. */
export interface GivingState {
  /** At the top of the space. */
  readonly folders: readonly EntryRow[]
  readonly isBusy: boolean
  readonly problem: Problem | undefined
  loadFolders(): Promise<void>
  /** A folder, or null for everything; whether it was given. */
  give(app: string, folder: string | null): Promise<boolean>
  giveNew(app: string, name: string): Promise<boolean>
}

export function createGivingStore(port: {
  grants: Pick<GrantsFacet, 'give'>
  files: Pick<FilesFacet, 'list' | 'makeFolder'>
}): StoreApi<GivingState> {
  return createStore<GivingState>()((set, get) => ({
    folders: [],
    isBusy: false,
    problem: undefined,
    async loadFolders() {
      try {
        const { entries } = await port.files.list(null, {})
        set({ folders: entries.filter(({ kind }) => kind === 'folder') })
      } catch {
        // Without a list a new folder can be made; what fails then is told.
      }
    },
    async give(app, folder) {
      set({ isBusy: true, problem: undefined })
      try {
        await port.grants.give({ app, entry: folder, mode: 'change', lasting: 'until-off' })
        set({ isBusy: false })
        return true
      } catch (error) {
        set({ isBusy: false, problem: problemOf(error) })
        return false
      }
    },
    async giveNew(app, name) {
      set({ isBusy: true, problem: undefined })
      try {
        const { id } = await port.files.makeFolder(null, name)
        return await get().give(app, id)
      } catch (error) {
        set({ isBusy: false, problem: problemOf(error) })
        return false
      }
    },
  }))
}
