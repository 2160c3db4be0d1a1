import { i18n } from '@space/ui'
import { CheckSquare, FolderOpen, FolderUp, RotateCw, SquareX } from 'lucide-react'
import type { Act, Files } from '../files.ts'
import { HOME } from '../places/place.ts'

/** The row that the keys are at, when it is all that is meant. */
export function onlyRow({ selection, rows }: Files) {
  const state = selection.getState()
  if (state.count > 1) return undefined
  const at = state.count === 1 ? (state.ranges[0]?.[0] ?? -1) : state.active
  return rows.getState().row(at)
}

/** How many rows an act would be about. */
export function aboutCount({ selection, rows }: Files): number {
  const { count, active } = selection.getState()
  if (count > 0) return count
  return rows.getState().row(active) === undefined ? 0 : 1
}

export const listActs: readonly Act[] = [
  {
    id: 'open',
    group: 'open',
    about: 'rows',
    icon: FolderOpen,
    keys: ['Enter'],
    title: () => i18n.t('Open'),
    isPossible: (files) =>
      onlyRow(files) !== undefined && files.place.getState().place.kind !== 'trash',
    run(files) {
      const row = onlyRow(files)
      if (row !== undefined) files.open(row)
    },
  },
  {
    id: 'show-in-folder',
    group: 'open',
    about: 'rows',
    icon: FolderUp,
    title: () => i18n.t('Show in its folder'),
    isPossible: (files) =>
      onlyRow(files)?.path !== undefined && files.place.getState().place.kind !== 'trash',
    run(files) {
      const row = onlyRow(files)
      const { place, go } = files.place.getState()
      if (row === undefined) return
      go({ kind: 'folder', path: [...place.path, ...(row.path ?? [])] }, { focus: row.handle })
    },
  },
  {
    id: 'up',
    group: 'open',
    about: 'folder',
    icon: FolderUp,
    keys: ['Alt+ArrowUp', 'Backspace'],
    title: () => i18n.t('Go to the folder around it'),
    isPossible: ({ place }) => {
      const { place: here } = place.getState()
      return here.kind !== 'folder' || here.path.length > 0
    },
    run: ({ place }) => place.getState().up(),
  },
  {
    id: 'home',
    group: 'open',
    about: 'folder',
    icon: FolderUp,
    keys: ['Alt+Home'],
    isHidden: true,
    title: () => i18n.t('Go to My files'),
    isPossible: () => true,
    run: ({ place }) => place.getState().go(HOME),
  },
  {
    id: 'select-all',
    group: 'view',
    about: 'folder',
    icon: CheckSquare,
    keys: ['Ctrl+A'],
    title: () => i18n.t('Select all'),
    isPossible: ({ rows }) => rows.getState().total > 0,
    run: ({ selection, rows }) => selection.getState().all(rows.getState().total),
  },
  {
    id: 'select-none',
    group: 'view',
    about: 'folder',
    icon: SquareX,
    keys: ['Escape'],
    isHidden: true,
    title: () => i18n.t('Select nothing'),
    isPossible: ({ selection }) => selection.getState().count > 0,
    run: ({ selection }) => selection.getState().none(),
  },
  {
    id: 'refresh',
    group: 'view',
    about: 'folder',
    icon: RotateCw,
    isHidden: true,
    title: () => i18n.t('Look again'),
    isPossible: ({ rows }) => rows.getState().status === 'failed',
    run: ({ rows }) => rows.getState().retry(),
  },
]
