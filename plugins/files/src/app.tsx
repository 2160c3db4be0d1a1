import { Fragment, type ReactNode, useEffect } from 'react'
import { useStore } from 'zustand'
import styles from './app.module.css'
import { Head } from './crumbs/head.tsx'
import type { Files } from './files.ts'
import { listenToKeys } from './list/keyboard.ts'
import { Content } from './list/content.tsx'
import { SelectionBar } from './list/selection-bar.tsx'
import { StatusLine } from './list/status-line.tsx'
import { Sidebar } from './places/sidebar.tsx'
import { FilesContext } from './use-files.ts'

/** Files: places at the side, the folder in the middle, and what the rooms lay beside and over it. */
export function App({ files }: { files: Files }): ReactNode {
  useEffect(() => listenToKeys(files, document), [files])
  const dialog = useStore(files.panels, (state) => state.dialog)
  return (
    <FilesContext value={files}>
      <div className={styles.app}>
        <Sidebar />
        <main className={styles.main}>
          <Head />
          <SelectionBar />
          <Content />
          <StatusLine />
        </main>
        {/* The panel of details stands here, quick look lies over all. */}
      </div>
      {dialog !== undefined && <Fragment key={dialog.id}>{dialog.content}</Fragment>}
    </FilesContext>
  )
}
