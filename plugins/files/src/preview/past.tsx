import { Button, i18n, Note } from '@space/ui'
import { History } from 'lucide-react'
import type { ReactNode } from 'react'
import { momentWords } from '../list/words.ts'
import type { Item } from './item.ts'
import type { PreviewStore } from './preview-store.ts'
import type { Tools } from './tools.ts'

/** Says that this is how it was, and what can be done with it. */
export function Past({
  item,
  store,
  tools,
}: {
  item: Item
  store: PreviewStore
  tools: Tools
}): ReactNode {
  const time = momentWords(item.past ?? 0, tools.now())
  const bringBack = async (): Promise<void> => {
    if (await tools.past.restore(item)) store.getState().close()
  }
  return (
    <Note
      icon={History}
      action={
        <>
          <Button size="small" onClick={() => void tools.past.copy(item)}>
            {i18n.t('Save a copy')}
          </Button>
          {tools.canChange(item) && (
            <Button size="small" kind="primary" onClick={() => void bringBack()}>
              {i18n.t('Restore this version')}
            </Button>
          )}
        </>
      }
    >
      {i18n.t('As it was: {time}. Only to look at.', { time })}
    </Note>
  )
}
