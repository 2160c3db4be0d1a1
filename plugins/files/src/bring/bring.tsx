import { useCallback } from 'react'
import type { ReactNode, Ref } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import type { BringStoreState } from './bring-store.ts'
import type { Target } from './target.ts'
import { ConflictDialog } from './conflict-dialog.tsx'
import { DropOverlay } from './drop-overlay.tsx'
import { type Landing, useDrops } from './drops.ts'
import type { Gift } from './gift.ts'
import { usePaste } from './paste.ts'
import { PickerFields, type Pickers } from './pickers.tsx'
import { TransfersCard } from './transfers-card.tsx'
import styles from './bring.module.css'

/**
 * All ways for files to come in, over the content that they come into: drops anywhere, pasting, the
 * browser's dialogs (through `pickers`), what is asked about names that are taken, and what is on its way.
 */
export function Bring({
  store,
  target,
  landingAt,
  onLinger,
  onGo,
  now,
  pickers,
}: {
  store: StoreApi<BringStoreState>
  /** The folder that is open; null where nothing can be added. */
  target: Target | null
  /** A folder under the pointer that takes what is dropped on it; null for the folder that is open. */
  landingAt: (over: Element) => Landing | null
  /** Files are held above such a folder, as if waiting for it to open. */
  onLinger?: (landing: Landing) => void
  /** To a folder, by its path. */
  onGo: (path: readonly string[]) => void
  now: () => number
  pickers: Ref<Pickers>
}): ReactNode {
  const pending = useStore(store, (state) => state.pending)
  const bring = useStore(store, (state) => state.bring)
  const answer = useStore(store, (state) => state.answer)
  const take = useCallback(
    (gift: Gift) => {
      if (target !== null) bring(gift, target)
    },
    [bring, target],
  )
  const landing = useDrops({
    landingAt: (over) => landingAt(over) ?? (target && { ...target, element: null }),
    onGift: bring,
    ...(onLinger === undefined ? {} : { onLinger }),
  })
  usePaste({ now, onGift: target === null ? null : take })
  return (
    <>
      <DropOverlay landing={landing} />
      <PickerFields ref={pickers} onGift={take} />
      <div className={styles.corner}>
        <TransfersCard store={store} onGo={onGo} />
      </div>
      {pending !== null && (
        <ConflictDialog
          key={pending.nth}
          pending={pending}
          now={now()}
          onAnswer={(answers) => answer(pending.id, answers)}
        />
      )}
    </>
  )
}
