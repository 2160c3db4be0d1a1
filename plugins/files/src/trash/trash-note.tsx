import { Button, i18n, Note } from '@space/ui'
import { Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { run } from '../acts.ts'
import { useFiles } from '../use-files.ts'
import styles from './trash-note.module.css'
import { trashActs } from './trash-acts.ts'

/** Above what is in the trash: what becomes of it, and the way to have it gone at once. */
export function TrashNote(): ReactNode {
  const files = useFiles()
  const isHere = useStore(files.place, (state) => state.place.kind === 'trash')
  const total = useStore(files.rows, (state) => state.total)
  const empty = trashActs.find(({ id }) => id === 'empty-trash')
  if (!isHere || total === 0 || empty === undefined) return undefined
  return (
    <div className={styles.note}>
      <Note
        icon={Trash2}
        action={
          empty.isPossible(files) && (
            <Button kind="danger" size="small" onClick={() => run(files, empty)}>
              {empty.title(files)}
            </Button>
          )
        }
      >
        {i18n.t(
          'What is here can be restored until you delete it for ever. Nothing goes by itself: only when you tidy up with “space sweep”, what has had its days goes too.',
        )}
      </Note>
    </div>
  )
}
