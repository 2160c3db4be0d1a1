import { i18n } from '@space/ui'
import { CalendarClock, History } from 'lucide-react'
import type { Act } from '../files.ts'
import { aboutCount } from '../list/list-acts.ts'
import { chooseDay, mayRestore, restoreRows } from './days.tsx'

export const dayActs: readonly Act[] = [
  {
    id: 'day',
    group: 'look',
    about: 'folder',
    icon: CalendarClock,
    keys: ['Ctrl+H'],
    title: () => i18n.t('As it was…'),
    isPossible: ({ place }) => {
      const { place: here, status, root } = place.getState()
      const isFolder = here.kind === 'folder' || here.kind === 'day'
      return isFolder && status === 'ready' && root?.grant.mode !== 'add'
    },
    run: chooseDay,
  },
  {
    id: 'restore-from-day',
    group: 'move',
    about: 'rows',
    icon: History,
    title: () => i18n.t('Restore as it was'),
    isPossible: (files) => mayRestore(files) && aboutCount(files) > 0,
    run: restoreRows,
  },
]
