import { Fragment, lazy, type ReactNode, Suspense, useEffect } from 'react'
import { useStore } from 'zustand'
import styles from './app.module.css'
import { BringRoom } from './bring/bring-room.tsx'
import { DayNote } from './days/day-note.tsx'
import { listenToPaste } from './edits/clipboard.ts'
import { Head } from './crumbs/head.tsx'
import type { Files } from './files.ts'
import { keepTime } from './list/clock-store.ts'
import { listenToKeys } from './list/keyboard.ts'
import { Content } from './list/content.tsx'
import { StatusLine } from './list/status-line.tsx'
import { Sidebar } from './places/sidebar.tsx'
import { SearchBar } from './search/search-bar.tsx'
import { TrashNote } from './trash/trash-note.tsx'
import { FilesContext } from './use-files.ts'

const Details = lazy(async () => ({ default: (await import('./details/details.tsx')).Details }))
const loadPreview = () => import('./preview/preview.tsx')
const Preview = lazy(async () => ({ default: (await loadPreview()).Preview }))
/** The list comes first. */
const WARM_MS = 1500

/** Files: places at the side, the folder in the middle, and what the rooms lay beside and over it. */
export function App({ files }: { files: Files }): ReactNode {
  useEffect(() => listenToKeys(files, document), [files])
  useEffect(() => {
    // What most people look at is there when they do; nothing waits for it.
    const timer = setTimeout(() => void loadPreview().then(({ warm }) => warm()), WARM_MS)
    return () => clearTimeout(timer)
  }, [])
  const isDetailed = useStore(files.panels, (state) => state.isDetailed)
  useEffect(() => listenToPaste(files, document), [files])
  useEffect(() => keepTime(files.clock, document), [files])
  useEffect(() => {
    // Someone may have renamed it meanwhile, elsewhere.
    const follow = (): void => void files.place.getState().follow()
    window.addEventListener('focus', follow)
    return () => window.removeEventListener('focus', follow)
  }, [files])
  const isLooking = useStore(files.preview, (state) => state.size !== 'closed')
  const dialog = useStore(files.panels, (state) => state.dialog)
  return (
    <FilesContext value={files}>
      <div className={styles.app}>
        <Sidebar />
        <main className={styles.main}>
          <Head />
          <SearchBar />
          <TrashNote />
          <DayNote />
          <Content />
          <StatusLine />
          <BringRoom />
        </main>
        {isDetailed && (
          <Suspense>
            <Details />
          </Suspense>
        )}
      </div>
      {isLooking && (
        <Suspense>
          <Preview store={files.preview} tools={files.tools} />
        </Suspense>
      )}
      {dialog !== undefined && <Fragment key={dialog.id}>{dialog.content}</Fragment>}
    </FilesContext>
  )
}
