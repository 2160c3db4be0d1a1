import { i18n } from '@space/ui'
import { History, Info } from 'lucide-react'
import type { Act } from '../files.ts'
import { onlyRow } from '../list/list-acts.ts'

export const detailsActs: readonly Act[] = [
  {
    id: 'versions',
    group: 'look',
    about: 'rows',
    icon: History,
    title: () => i18n.t('Versions'),
    isPossible: (files) =>
      onlyRow(files)?.kind === 'file' &&
      !['trash', 'day'].includes(files.place.getState().place.kind),
    run: ({ panels }) => panels.getState().setDetailed(true, 'versions'),
  },
  {
    id: 'details',
    group: 'look',
    about: 'rows',
    icon: Info,
    keys: ['Alt+Enter'],
    title: () => i18n.t('Details'),
    isPossible: ({ rows, selection }) =>
      selection.getState().count > 0 ||
      rows.getState().row(selection.getState().active) !== undefined,
    run: toggle,
  },
  {
    id: 'details-folder',
    group: 'look',
    about: 'folder',
    icon: Info,
    keys: ['Alt+Enter'],
    title: () => i18n.t('Details'),
    isPossible: ({ place }) => place.getState().status === 'ready',
    run: toggle,
  },
]

function toggle({ panels }: Parameters<Act['run']>[0]): void {
  const { isDetailed, tab, setDetailed } = panels.getState()
  setDetailed(!(isDetailed && tab === 'details'), 'details')
}
