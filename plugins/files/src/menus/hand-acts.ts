import { isSpaceError } from '@space/sdk'
import { i18n } from '@space/ui'
import { Download } from 'lucide-react'
import type { Act, Files } from '../files.ts'
import { onlyRow } from '../list/list-acts.ts'
import { folderOf } from '../places/place-store.ts'

/** What a frame cannot do itself: Space does it, and asks the person where it must. */
export const handActs: readonly Act[] = [
  {
    id: 'download',
    group: 'move',
    about: 'rows',
    icon: Download,
    title: () => i18n.t('Download'),
    isPossible: (files) => mayRead(files) && onlyRow(files) !== undefined,
    async run(files) {
      const row = onlyRow(files)
      if (row !== undefined) await wanted(files.space.ui.saveAs(row.handle))
    },
  },
  {
    id: 'download-folder',
    group: 'move',
    about: 'folder',
    icon: Download,
    title: () => i18n.t('Download this folder'),
    isPossible: (files) =>
      mayRead(files) &&
      files.place.getState().place.kind === 'folder' &&
      files.rows.getState().total > 0,
    async run(files) {
      const folder = folderOf(files.place.getState())
      if (folder !== undefined) await wanted(files.space.ui.saveAs(folder))
    },
  },
]

function mayRead({ place }: Files): boolean {
  const { root, place: here } = place.getState()
  return root !== undefined && root.grant.mode !== 'add' && here.kind !== 'trash'
}

/** Who did not want to need not be told so. */
async function wanted(work: Promise<void>): Promise<void> {
  try {
    await work
  } catch (error) {
    if (!isSpaceError(error, 'denied') && !isSpaceError(error, 'grant-denied')) throw error
  }
}
