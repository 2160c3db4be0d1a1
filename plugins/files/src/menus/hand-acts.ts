import type { SpaceHandle } from '@space/sdk'
import { i18n } from '@space/ui'
import { AppWindow, Download } from 'lucide-react'
import { asked } from '../asked.ts'
import type { Act, Files } from '../files.ts'
import { onlyRow } from '../list/list-acts.ts'
import { folderOf } from '../places/place-store.ts'

/** What a frame cannot do itself: Space does it, and asks the person where it must. */
export const handActs: readonly Act[] = [
  {
    id: 'open-outside',
    group: 'open',
    about: 'rows',
    icon: AppWindow,
    title: () => i18n.t('Open in another program'),
    isPossible: (files) => mayRead(files) && onlyRow(files)?.handle.kind === 'file',
    async run(files) {
      const file = onlyRow(files)?.handle
      if (file?.kind === 'file') await asked(files.space.ui.openOutside(file))
    },
  },
  {
    id: 'download',
    group: 'move',
    about: 'rows',
    icon: Download,
    title: () => i18n.t('Download'),
    isPossible: (files) => mayRead(files) && chosenHandles(files).length > 0,
    async run(files) {
      const handles = chosenHandles(files)
      if (handles.length > 0) await asked(files.space.ui.saveAs(handles))
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
      if (folder !== undefined) await asked(files.space.ui.saveAs(folder))
    },
  },
]

/** What is chosen, where each of it is known: up to 500; of more their folder can be downloaded. */
function chosenHandles(files: Files): readonly SpaceHandle[] {
  const { count, kept } = files.selection.getState()
  if (count > 1) return [...(kept?.values() ?? [])].map(({ handle }) => handle)
  const row = onlyRow(files)
  return row === undefined ? [] : [row.handle]
}

function mayRead({ place }: Files): boolean {
  const { root, place: here } = place.getState()
  return root !== undefined && root.grant.mode !== 'add' && here.kind !== 'trash'
}
