import type { SpaceDirectory, ViewRow } from '@space/sdk'
import {
  FileIcon,
  familyOf,
  i18n,
  Icon,
  IconButton,
  Segment,
  shownName,
  size as sizeWords,
} from '@space/ui'
import { Lock, Star, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { useTally } from '../list/selection-bar.tsx'
import { Thumb } from '../list/thumb.tsx'
import { folderOf } from '../places/place-store.ts'
import { titleOf } from '../places/place.ts'
import { itemOf } from '../preview/look.ts'
import { said } from '../preview/said.ts'
import { useFiles } from '../use-files.ts'
import styles from './details.module.css'
import { FolderFacts, RowFacts } from './facts.tsx'
import { Versions } from './versions.tsx'

/** The panel at the side: all that is known of what is selected, or of the folder itself. */
export function Details(): ReactNode {
  const files = useFiles()
  const { rows, selection, panels } = files
  const count = useStore(selection, (state) => state.count)
  const at = useStore(selection, ({ ranges, active, count }) =>
    count === 0 ? active : (ranges[0]?.[0] ?? -1),
  )
  const row = useStore(rows, (state) => state.row(at))
  const close = (): void => {
    panels.getState().setDetailed(false)
    document.querySelector<HTMLElement>('[role="grid"]')?.focus()
  }
  return (
    <aside
      className={styles.panel}
      aria-label={i18n.t('Details')}
      onKeyDown={(event) => {
        if (event.key === 'Escape') close()
      }}
    >
      {count > 1 ? (
        <Many count={count} close={close} />
      ) : row !== undefined ? (
        <One key={row.id} row={row} close={close} />
      ) : (
        <Here close={close} />
      )}
      <p className={styles.kept}>
        <Icon of={Lock} size={14} />
        {i18n.t('Locked on this computer. Apps see only what you give them.')}
      </p>
    </aside>
  )
}

function One({ row, close }: { row: ViewRow; close: () => void }): ReactNode {
  const files = useFiles()
  const kind = useStore(files.place, (state) => state.place.kind)
  const tab = useStore(files.panels, (state) => state.tab)
  const isOfToday = kind !== 'trash' && kind !== 'day'
  const hasVersions = row.kind === 'file' && isOfToday
  const mayChange = isOfToday && files.mayChange()
  const { starred } = row.mark
  const look = async (): Promise<void> => {
    const { show } = files.preview.getState()
    const item = itemOf(row, files.place.getState().place.at)
    await show({ total: 1, item: async () => item }, 0, 'quick')
  }
  return (
    <>
      <Head
        title={shownName(row.name)}
        close={close}
        {...(mayChange
          ? {
              star: {
                isSet: starred,
                flip: () => said(files.space, () => row.handle.mark({ starred: !starred })),
              },
            }
          : {})}
      />
      <button
        type="button"
        className={styles.picture}
        aria-label={i18n.t('Look at {name}', { name: shownName(row.name) })}
        onClick={() => void said(files.space, look)}
      >
        <Thumb row={row} px={280}>
          <span className={styles.drawing}>
            <FileIcon kind={familyOf(row)} size={24} />
          </span>
        </Thumb>
      </button>
      {hasVersions && (
        <Segment
          label={i18n.t('What is shown of it')}
          options={[
            { value: 'details', text: i18n.t('Details') },
            { value: 'versions', text: i18n.t('Versions') },
          ]}
          value={tab}
          onChange={(next) => files.panels.getState().setDetailed(true, next)}
        />
      )}
      {hasVersions && tab === 'versions' ? <Versions row={row} /> : <RowFacts row={row} />}
    </>
  )
}

function Many({ count, close }: { count: number; close: () => void }): ReactNode {
  const tally = useTally()
  return (
    <>
      <Head
        title={i18n.t('{count, plural, one {# item} other {# items}}', { count })}
        close={close}
      />
      <dl className={styles.facts}>
        <dt>{i18n.t('Size')}</dt>
        <dd>{tally === undefined ? '…' : sizeWords(tally.bytes)}</dd>
        <dt>{i18n.t('Files')}</dt>
        <dd>
          {tally === undefined
            ? '…'
            : i18n.t('{count, plural, one {# file} other {# files}}', { count: tally.files })}
        </dd>
        <dt>{i18n.t('Folders')}</dt>
        <dd>
          {tally === undefined
            ? '…'
            : i18n.t('{count, plural, one {# folder} other {# folders}}', { count: tally.folders })}
        </dd>
      </dl>
      <p className={styles.words}>{i18n.t('With all that is inside of the folders.')}</p>
    </>
  )
}

/** Nothing is selected: the folder. */
function Here({ close }: { close: () => void }): ReactNode {
  const files = useFiles()
  const place = useStore(files.place, (state) => state.place)
  const given = useStore(files.roots)
  const folder: SpaceDirectory | undefined = useStore(files.place, folderOf)
  return (
    <>
      <Head title={shownName(titleOf(place, given))} close={close} />
      {folder !== undefined && place.kind === 'folder' ? (
        <FolderFacts key={place.path.join('/')} folder={folder} />
      ) : (
        <p className={styles.words}>{i18n.t('Select something to see what is known of it.')}</p>
      )}
    </>
  )
}

function Head({
  title,
  star,
  close,
}: {
  title: string
  star?: { isSet: boolean; flip: () => Promise<boolean> }
  close: () => void
}): ReactNode {
  return (
    <header className={styles.head}>
      <h2 title={title}>{title}</h2>
      {star !== undefined && (
        <IconButton
          icon={Star}
          label={star.isSet ? i18n.t('Take the star away') : i18n.t('Star')}
          aria-pressed={star.isSet}
          onClick={() => void star.flip()}
        />
      )}
      <IconButton icon={X} label={i18n.t('Close details')} onClick={close} />
    </header>
  )
}
