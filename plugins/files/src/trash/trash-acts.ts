import { i18n } from '@space/ui'
import { Trash2, Undo2 } from 'lucide-react'
import { asked } from '../asked.ts'
import type { Act, Files } from '../files.ts'
import { aboutCount } from '../list/list-acts.ts'
import { erase, eraseAll, restore } from './trash.ts'

/** What can be done in the trash. */
export const trashActs: readonly Act[] = [
  {
    id: 'restore',
    group: 'move',
    about: 'rows',
    icon: Undo2,
    keys: ['Enter'],
    title: () => i18n.t('Restore'),
    isPossible: (files) => isInTrash(files) && aboutCount(files) > 0,
    run: restore,
  },
  {
    id: 'erase',
    group: 'end',
    about: 'rows',
    icon: Trash2,
    keys: ['Delete', 'Shift+Delete'],
    isDangerous: true,
    title: () => i18n.t('Delete for ever'),
    isPossible: (files) => isInTrash(files) && aboutCount(files) > 0,
    run: (files) => asked(erase(files)),
  },
  {
    id: 'empty-trash',
    group: 'end',
    about: 'folder',
    icon: Trash2,
    isDangerous: true,
    title: () => i18n.t('Empty the trash'),
    isPossible: (files) => isInTrash(files) && files.rows.getState().total > 0,
    run: (files) => asked(eraseAll(files)),
  },
]

function isInTrash({ place }: Files): boolean {
  const state = place.getState()
  return state.place.kind === 'trash' && state.root?.grant.mode === 'change'
}
