import { i18n } from '@space/ui'
import { FolderUp, Upload } from 'lucide-react'
import type { Act } from '../files.ts'

/** Ways in that begin with a click or a key. */
export const bringActs: readonly Act[] = [
  {
    id: 'upload-files',
    group: 'bring',
    about: 'folder',
    icon: Upload,
    keys: ['Ctrl+U'],
    title: () => i18n.t('Upload files'),
    isPossible: (files) => files.target() !== undefined,
    run: ({ pickers }) => pickers.current?.chooseFiles(),
  },
  {
    id: 'upload-folder',
    group: 'bring',
    about: 'folder',
    icon: FolderUp,
    keys: ['Ctrl+Shift+U'],
    title: () => i18n.t('Upload a folder'),
    isPossible: (files) => files.target() !== undefined,
    run: ({ pickers }) => pickers.current?.chooseFolder(),
  },
]
