import { i18n } from '@space/ui'
import { AppWindow, Eye } from 'lucide-react'
import type { Act } from '../files.ts'
import { onlyRow } from '../list/list-acts.ts'
import { seriesOfRows } from './look.ts'
import { openWith } from './said.ts'

export const previewActs: readonly Act[] = [
  {
    id: 'quick-look',
    group: 'open',
    about: 'rows',
    icon: Eye,
    keys: ['Space'],
    title: () => i18n.t('Quick look'),
    isPossible: ({ rows, selection }) =>
      rows.getState().row(selection.getState().active) !== undefined,
    async run(files) {
      const { active } = files.selection.getState()
      await files.preview.getState().show(seriesOfRows(files), active, 'quick')
    },
  },
  {
    id: 'open-with',
    group: 'open',
    about: 'rows',
    icon: AppWindow,
    title: () => i18n.t('Open with…'),
    isPossible: (files) =>
      onlyRow(files)?.kind === 'file' && files.place.getState().place.kind === 'folder',
    async run(files) {
      const row = onlyRow(files)
      if (row !== undefined) await openWith(files.space, row)
    },
  },
]
