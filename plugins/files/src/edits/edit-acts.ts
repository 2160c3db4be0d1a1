import { i18n } from '@space/ui'
import {
  ClipboardPaste,
  Copy,
  CopyPlus,
  FilePlus,
  FileText,
  FolderInput,
  FolderPlus,
  FolderSymlink,
  Pencil,
  Redo2,
  Scissors,
  Star,
  StarOff,
  Tag,
  Trash2,
  Undo2,
} from 'lucide-react'
import type { Act, Files } from '../files.ts'
import { aboutCount, onlyRow } from '../list/list-acts.ts'
import { chosenRows } from '../list/selection-store.ts'
import { hold } from './clipboard.ts'
import { duplicate, make, paste, putElsewhere, remove, setStar, setTags, tagsOf } from './edits.ts'

export const editActs: readonly Act[] = [
  {
    id: 'new-folder',
    group: 'new',
    about: 'folder',
    icon: FolderPlus,
    keys: ['Ctrl+Shift+N'],
    title: () => i18n.t('New folder'),
    isPossible: (files) => files.target() !== undefined,
    run: (files) => make(files, 'directory', i18n.t('New folder')),
  },
  {
    id: 'new-text',
    group: 'new',
    about: 'folder',
    icon: FilePlus,
    title: () => i18n.t('New text file'),
    isPossible: (files) => files.target() !== undefined,
    run: (files) => make(files, 'file', i18n.t('New text.txt')),
  },
  {
    id: 'new-markdown',
    group: 'new',
    about: 'folder',
    icon: FileText,
    title: () => i18n.t('New Markdown file'),
    isPossible: (files) => files.target() !== undefined,
    run: (files) => make(files, 'file', i18n.t('New note.md')),
  },
  {
    id: 'paste',
    group: 'move',
    about: 'folder',
    icon: ClipboardPaste,
    title: ({ edits }) =>
      i18n.t('Paste {count, plural, one {# item} other {# items}}', {
        count: edits.getState().clipboard?.count ?? 0,
      }),
    isPossible: (files) =>
      files.target() !== undefined && files.edits.getState().clipboard !== undefined,
    run: paste,
  },
  {
    id: 'cut',
    group: 'move',
    about: 'rows',
    icon: Scissors,
    keys: ['Ctrl+X'],
    title: () => i18n.t('Cut'),
    isPossible: mayEdit,
    run: (files) => hold(files, 'cut'),
  },
  {
    id: 'copy',
    group: 'move',
    about: 'rows',
    icon: Copy,
    keys: ['Ctrl+C'],
    title: () => i18n.t('Copy'),
    isPossible: mayEdit,
    run: (files) => hold(files, 'copy'),
  },
  {
    id: 'duplicate',
    group: 'move',
    about: 'rows',
    icon: CopyPlus,
    keys: ['Ctrl+D'],
    title: () => i18n.t('Duplicate'),
    isPossible: mayEdit,
    run: duplicate,
  },
  {
    id: 'move',
    group: 'move',
    about: 'rows',
    icon: FolderInput,
    keys: ['Ctrl+Shift+M'],
    title: () => i18n.t('Move to…'),
    isPossible: mayEdit,
    run: (files) => putElsewhere(files, 'move'),
  },
  {
    id: 'copy-to',
    group: 'move',
    about: 'rows',
    icon: FolderSymlink,
    title: () => i18n.t('Copy to…'),
    isPossible: mayEdit,
    run: (files) => putElsewhere(files, 'copy'),
  },
  {
    id: 'rename',
    group: 'mark',
    about: 'rows',
    icon: Pencil,
    keys: ['F2'],
    title: () => i18n.t('Rename'),
    isPossible: (files) => mayEdit(files) && onlyRow(files) !== undefined,
    run(files) {
      files.panels.getState().rename(onlyRow(files)?.id ?? null)
    },
  },
  {
    id: 'star',
    group: 'mark',
    about: 'rows',
    icon: Star,
    title: () => i18n.t('Add a star'),
    isPossible: (files) => mayEdit(files) && !isStarred(files),
    run: (files) => setStar(files, true),
  },
  {
    id: 'unstar',
    group: 'mark',
    about: 'rows',
    icon: StarOff,
    title: () => i18n.t('Take the star off'),
    isPossible: (files) => mayEdit(files) && isStarred(files),
    run: (files) => setStar(files, false),
  },
  {
    id: 'tags',
    group: 'mark',
    about: 'rows',
    icon: Tag,
    title: () => i18n.t('Tags…'),
    isPossible: (files) => mayEdit(files) && tagsOf(files) !== undefined,
    run: setTags,
  },
  {
    id: 'trash',
    group: 'end',
    about: 'rows',
    icon: Trash2,
    keys: ['Delete'],
    title: () => i18n.t('Move to trash'),
    isPossible: mayEdit,
    run: (files) => remove(files),
  },
  {
    id: 'undo',
    group: 'end',
    about: 'folder',
    icon: Undo2,
    keys: ['Ctrl+Z'],
    title: () => i18n.t('Undo'),
    isPossible: ({ edits }) => edits.getState().undos.length + edits.getState().running > 0,
    run: ({ edits }) => edits.getState().undo(),
  },
  {
    id: 'redo',
    group: 'end',
    about: 'folder',
    icon: Redo2,
    keys: ['Ctrl+Shift+Z', 'Ctrl+Y'],
    title: () => i18n.t('Redo'),
    isPossible: ({ edits }) => edits.getState().redos.length > 0,
    run: ({ edits }) => edits.getState().redo(),
  },
]

/** Rows that lie in folders now, and may be changed. */
function mayEdit(files: Files): boolean {
  return aboutCount(files) > 0 && files.mayChange() && files.place.getState().place.kind !== 'trash'
}

/** Whether all that an act would be about has a star; of very many the first answer is no. */
function isStarred(files: Files): boolean {
  const only = onlyRow(files)
  if (only !== undefined) return only.mark.starred
  const rows = chosenRows(files.selection.getState(), files.rows.getState())
  return rows !== undefined && rows.every(({ mark }) => mark.starred)
}
