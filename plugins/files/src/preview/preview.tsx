import { Dialog } from '@space/ui'
import type { ReactNode } from 'react'
import { useRef } from 'react'
import { useStore } from 'zustand'
import { Frame } from './frame.tsx'
import { Leaving } from './leaving.tsx'
import type { PreviewStore } from './preview-store.ts'
import styles from './preview.module.css'
import { loadImage, loadText } from './stage.tsx'
import type { Tools } from './tools.ts'

/**
 * A look at one item of the view that is open: quick over the list, or full. Left and right lead to
 * its neighbours, Space and Escape back to the list.
 */
export function Preview({ store, tools }: { store: PreviewStore; tools: Tools }): ReactNode {
  const size = useStore(store, (state) => state.size)
  const item = useStore(store, (state) => state.item)
  const isLeaving = useStore(store, (state) => state.leaving !== undefined)
  const stage = useRef<HTMLDivElement>(null)
  if (size === 'closed' || item === undefined) return null
  return (
    <>
      <Dialog
        labelledBy={HEADING}
        width={1120}
        fill={size === 'full'}
        focus={stage}
        onDismiss={() => store.getState().close()}
      >
        <div className={size === 'full' ? styles.full : styles.quick}>
          <Frame heading={HEADING} stage={stage} item={item} store={store} tools={tools} />
        </div>
      </Dialog>
      {isLeaving && <Leaving name={item.name} leave={(how) => store.getState().leave(how)} />}
    </>
  )
}

const HEADING = 'preview-heading'

/** Fetches the ways that are needed most, before they are. */
export function warm(): void {
  for (const load of [loadImage, loadText]) load().catch(() => undefined)
}
