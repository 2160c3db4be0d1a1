import { i18n } from '@space/ui'
import { Search } from 'lucide-react'
import type { Act } from '../files.ts'
import { beginSearch } from './searching.ts'

/** The way to the field. */
export const searchActs: readonly Act[] = [
  {
    id: 'find',
    group: 'view',
    about: 'folder',
    icon: Search,
    keys: ['Ctrl+F', '/', 'Shift+/'],
    title: () => i18n.t('Find here'),
    isPossible: ({ place }) => place.getState().trail.length > 0,
    run: beginSearch,
  },
]
