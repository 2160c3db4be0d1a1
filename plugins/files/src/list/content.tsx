import { Button, Empty, i18n, Icon, problemOf, Skeleton } from '@space/ui'
import { CloudOff, FolderLock, FolderSearch, TriangleAlert } from 'lucide-react'
import { isSpaceError } from '@space/sdk'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { useFiles } from '../use-files.ts'
import { HOME } from '../places/place.ts'
import { Tops } from '../places/tops.tsx'
import { StorageRoom } from '../storage/storage-room.tsx'
import styles from './content.module.css'
import { List } from './list.tsx'

/** What is in the place, or why nothing is. */
export function Content(): ReactNode {
  const { place, rows } = useFiles()
  const where = useStore(place, (state) => state.status)
  const kind = useStore(place, (state) => state.place.kind)
  const status = useStore(rows, (state) => state.status)
  const total = useStore(rows, (state) => state.total)
  switch (where) {
    case 'nothing':
      return <NothingGiven />
    case 'top':
      return <Tops />
    case 'failed':
      return <Failed />
    case 'opening':
      return <Coming />
    case 'ready':
      if (kind === 'storage') return <StorageRoom />
      if (status === 'failed') return <Failed />
      if (status === 'loading') return <Coming />
      return total === 0 ? <Nothing /> : <List />
  }
}

function Coming(): ReactNode {
  return (
    <div className={styles.coming}>
      <Skeleton label={i18n.t('Opening the folder')} rows={12} />
    </div>
  )
}

/** Nothing was given to Files, or it was all taken back. */
function NothingGiven(): ReactNode {
  const files = useFiles()
  const pick = (): void => {
    files.space.pick
      .directory({ mode: 'change', label: i18n.t('To show and arrange your files') })
      .catch((error: unknown) => {
        if (!isSpaceError(error, 'grant-denied')) files.tell(error)
      })
  }
  return (
    <Empty
      title={i18n.t('Files sees none of your folders')}
      mark={<Icon of={FolderLock} size={24} />}
      actions={
        <Button kind="primary" onClick={pick}>
          {i18n.t('Choose a folder')}
        </Button>
      }
    >
      {i18n.t('Your files are where they were. Choose what Files may show and arrange.')}
    </Empty>
  )
}

function Nothing(): ReactNode {
  const files = useFiles()
  const kind = useStore(files.place, (state) => state.place.kind)
  const words = EMPTY[kind]
  const mayAdd = kind === 'folder' && files.target() !== undefined
  return (
    <div className={styles.nothing} data-empty="">
      <Empty
        title={words.title()}
        {...(kind === 'search' ? { mark: <Icon of={FolderSearch} size={24} /> } : {})}
      >
        {mayAdd || kind !== 'folder'
          ? words.words()
          : i18n.t('What is put here later will be shown.')}
      </Empty>
    </div>
  )
}

const EMPTY = {
  folder: {
    title: () => i18n.t('Nothing here yet'),
    words: () => i18n.t('Drop files and folders here, or make a new folder.'),
  },
  recent: {
    title: () => i18n.t('Nothing changed lately'),
    words: () => i18n.t('Files that were changed last will be here.'),
  },
  starred: {
    title: () => i18n.t('Nothing has a star'),
    words: () => i18n.t('Give a star to what you need often, and find it here.'),
  },
  trash: {
    title: () => i18n.t('The trash is empty'),
    words: () => i18n.t('What you move to the trash stays here until you delete it for ever.'),
  },
  search: {
    title: () => i18n.t('Nothing found'),
    words: () => i18n.t('Nothing below this folder is as you look for it.'),
  },
  day: {
    title: () => i18n.t('Nothing was here then'),
    words: () => i18n.t('The folder was empty on that day, or not there yet.'),
  },
  storage: { title: () => '', words: () => '' },
} as const

function Failed(): ReactNode {
  const files = useFiles()
  const placeProblem = useStore(files.place, (state) => state.problem)
  const rowsProblem = useStore(files.rows, (state) => state.problem)
  const isPlace = useStore(files.place, (state) => state.status === 'failed')
  const problem = isPlace ? placeProblem : rowsProblem
  const isOffline = isSpaceError(problem, 'offline')
  const isGone = isSpaceError(problem, 'not-found')
  const { what, why, try: next } = problemOf(problem)
  const retry = (): void => {
    if (isPlace) files.place.getState().retry()
    else files.rows.getState().retry()
  }
  if (isGone) {
    return (
      <Empty
        title={i18n.t('This folder is not here any more')}
        mark={<Icon of={FolderSearch} size={24} />}
        actions={
          <>
            <Button kind="primary" onClick={() => files.place.getState().up()}>
              {i18n.t('Go to the folder around it')}
            </Button>
            <Button onClick={() => files.place.getState().go(HOME)}>{i18n.t('My files')}</Button>
          </>
        }
      >
        {i18n.t('It was renamed, moved or put in the trash. Nothing is lost by that.')}
      </Empty>
    )
  }
  return (
    <Empty
      title={isOffline ? i18n.t('Space cannot be reached') : i18n.t('This could not be opened')}
      mark={<Icon of={isOffline ? CloudOff : TriangleAlert} size={24} />}
      actions={
        <Button kind="primary" onClick={retry}>
          {i18n.t('Try again')}
        </Button>
      }
    >
      {sentences([what, why, next, i18n.t('Your files are as they were')])}
    </Empty>
  )
}

function sentences(parts: readonly (string | undefined)[]): string {
  return parts
    .filter((part) => part !== undefined)
    .map((part) => (/[.!?]$/.test(part) ? part : `${part}.`))
    .join(' ')
}
