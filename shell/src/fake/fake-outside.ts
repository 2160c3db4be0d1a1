import { SpaceError } from '@space/sdk'
import type { EntryRow, OutsideFacet, OutsideRow } from '@space/sdk/host'
import { openFeed } from './feed.ts'
import { LEDGER, NOW, ref } from './world.ts'

export interface FakeOutside {
  readonly outside: OutsideFacet
  /** Something became of the copies. */
  put(rows: readonly OutsideRow[]): void
}

/** Copies on a computer that is not there. */
export function fakeOutside(
  rowOf: (handle: unknown) => EntryRow,
  first: readonly OutsideRow[],
  note: (line: string) => void,
): FakeOutside {
  const rows = openFeed<readonly OutsideRow[]>(first)
  const isOpen = (name: string): boolean => rows.now().some((row) => row.name === name)
  return {
    put: rows.put,
    outside: {
      async look(_from, handle) {
        const file = rowOf(handle)
        if (file.kind === 'folder') throw new SpaceError('is-folder', 'This is a folder')
        return { file, canChange: true, place: 'memory', isOpen: isOpen(file.name) }
      },
      async open(_from, handle) {
        const { name } = rowOf(handle)
        note(`outside ${name}`)
        if (isOpen(name)) return
        const row = { id: `copy of ${name}`, app: ref(LEDGER), isAppOver: false, name, since: NOW }
        const state = { savedAt: null, keptAs: null, isInUse: false, problem: null }
        rows.put([{ ...row, ...state, place: 'memory', canChange: true }, ...rows.now()])
      },
      watch: (signal) => rows.follow(signal),
      async done(id) {
        note(`done ${id}`)
        rows.put(rows.now().filter((row) => row.id !== id))
      },
    },
  }
}
