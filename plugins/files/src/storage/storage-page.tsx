import type { Find, Order, Storage, ViewRow } from '@space/sdk'
import {
  Button,
  Empty,
  familyOf,
  FileIcon,
  i18n,
  Icon,
  problemOf,
  shownName,
  size,
  Skeleton,
} from '@space/ui'
import { ChevronRight, CircleAlert, Copy, History, Trash2 } from 'lucide-react'
import { useId } from 'react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import { kindWords } from '../search/filters.ts'
import type { Equals, StorageState } from './storage-store.ts'
import styles from './storage-page.module.css'

/** Where a line of the page leads. */
export interface StorageWays {
  /** Show what is found below the folder. */
  find(find: Find, order: Order): void
  /** Show it in its folder, with the keys at it. */
  show(row: ViewRow): void
  /** Absent where the trash may not be seen. */
  trash: (() => void) | null
}

const BY_SIZE: Order = { by: 'size', descending: true }

/** What takes the room below a folder, each line leading to what it speaks of. */
export function StoragePage({
  store,
  ways,
}: {
  store: StoreApi<StorageState>
  ways: StorageWays
}): ReactNode {
  const status = useStore(store, (state) => state.status)
  const problem = useStore(store, (state) => state.problem)
  const storage = useStore(store, (state) => state.storage)
  const retry = useStore(store, (state) => state.retry)
  if (status === 'failed') {
    const { what, why } = problemOf(problem)
    return (
      <Empty
        title={i18n.t('What takes space could not be told')}
        mark={<Icon of={CircleAlert} size={24} />}
        actions={<Button onClick={retry}>{i18n.t('Try again')}</Button>}
      >
        {i18n.t('{what}. Your files are as they were.', {
          what: why === undefined ? what : `${what}: ${why}`,
        })}
      </Empty>
    )
  }
  if (storage === null) {
    return <Skeleton label={i18n.t('Looking at what takes space')} />
  }
  return <Told storage={storage} store={store} ways={ways} />
}

function Told({
  storage,
  store,
  ways,
}: {
  storage: Storage
  store: StoreApi<StorageState>
  ways: StorageWays
}): ReactNode {
  const biggest = useStore(store, (state) => state.biggest)
  const equals = useStore(store, (state) => state.equals)
  const { files, versionsBytes, trashBytes, freeBytes } = storage
  return (
    // A region that scrolls must be reachable by keyboard.
    <div className={styles.page} tabIndex={0} role="region" aria-label={i18n.t('Storage')}>
      <div className={styles.column}>
        <div className={styles.head}>
          <h2>
            {i18n.t('{size} in {files, plural, one {# file} other {# files}}', {
              size: size(storage.bytes),
              files,
            })}
          </h2>
          {freeBytes !== undefined && (
            <p>{i18n.t('{size} are free on this computer', { size: size(freeBytes) })}</p>
          )}
        </div>
        <Kinds storage={storage} ways={ways} />
        <ul className={styles.lines}>
          <Way
            icon={<Icon of={History} size={18} />}
            title={i18n.t('Older versions')}
            words={i18n.t(
              'What files were before their last changes. Look at them in the details of a file.',
            )}
            bytes={versionsBytes}
          />
          {ways.trash !== null && (
            <Way
              icon={<Icon of={Trash2} size={18} />}
              title={i18n.t('Trash')}
              words={i18n.t(
                'Its room is free again when it is emptied and then tidied up with “space sweep”',
              )}
              bytes={trashBytes}
              onGo={ways.trash}
            />
          )}
          <Way
            icon={<Icon of={Copy} size={18} />}
            title={i18n.t('Equal files')}
            words={i18n.t(
              'Their bytes are kept once, so removing copies makes no room, only order',
            )}
            bytes={storage.duplicateBytes}
            {...(equals.length === 0
              ? {}
              : { onGo: () => ways.find({ duplicates: true }, BY_SIZE) })}
          />
        </ul>
        {biggest.length > 0 && (
          <Section
            title={i18n.t('Biggest files')}
            onAll={() => ways.find({ kind: 'file' }, BY_SIZE)}
            all={i18n.t('All by size')}
          >
            {biggest.map((row) => (
              <FileLine key={row.id} row={row} end={size(row.size)} onGo={() => ways.show(row)} />
            ))}
          </Section>
        )}
        {equals.length > 0 && (
          <Section
            title={i18n.t('Equal files')}
            onAll={() => ways.find({ duplicates: true }, BY_SIZE)}
            all={i18n.t('All that are equal')}
          >
            {equals.map((group) => (
              <EqualLine key={group.id} group={group} ways={ways} />
            ))}
          </Section>
        )}
      </div>
    </div>
  )
}

function Kinds({ storage, ways }: { storage: Storage; ways: StorageWays }): ReactNode {
  const { kinds, versionsBytes, trashBytes } = storage
  const parts = [
    ...kinds.map(({ kind, bytes }) => ({ kind, bytes })),
    { kind: 'versions', bytes: versionsBytes },
    { kind: 'trash', bytes: trashBytes },
  ].filter(({ bytes }) => bytes > 0)
  if (parts.length === 0) return undefined
  return (
    <>
      <div className={styles.bar} aria-hidden="true">
        {parts.map(({ kind, bytes }) => (
          <span key={kind} data-kind={kind} style={{ flexGrow: bytes }} />
        ))}
      </div>
      <ul className={styles.kinds}>
        {kinds.map(({ kind, files, bytes }) => (
          <li key={kind}>
            <button type="button" onClick={() => ways.find({ types: [kind] }, BY_SIZE)}>
              <i className={styles.dot} data-kind={kind} />
              <span className={styles.text}>
                <b>{kindWords(kind)}</b>
                <span>{i18n.t('{files, plural, one {# file} other {# files}}', { files })}</span>
              </span>
              <span className={styles.amount}>{size(bytes)}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}

function Way({
  icon,
  title,
  words,
  bytes,
  onGo,
}: {
  icon: ReactNode
  title: string
  words: string
  bytes: number
  onGo?: () => void
}): ReactNode {
  const isWay = onGo !== undefined && bytes > 0
  const inside = (
    <>
      {icon}
      <span className={styles.text}>
        <b>{title}</b>
        <span>{words}</span>
      </span>
      <span className={styles.amount}>{size(bytes)}</span>
      {isWay ? <Icon of={ChevronRight} size={16} /> : <i className={styles.blank} />}
    </>
  )
  return (
    <li>
      {isWay ? (
        <button type="button" className={styles.way} onClick={onGo}>
          {inside}
        </button>
      ) : (
        <div className={styles.way}>{inside}</div>
      )}
    </li>
  )
}

function Section({
  title,
  all,
  onAll,
  children,
}: {
  title: string
  all: string
  onAll: () => void
  children: ReactNode
}): ReactNode {
  const heading = useId()
  return (
    <section className={styles.section} aria-labelledby={heading}>
      <header>
        <h2 id={heading}>{title}</h2>
        <Button kind="ghost" size="small" onClick={onAll}>
          {all}
        </Button>
      </header>
      <ul>{children}</ul>
    </section>
  )
}

function FileLine({ row, end, onGo }: { row: ViewRow; end: string; onGo: () => void }): ReactNode {
  return (
    <li>
      <button type="button" className={styles.way} onClick={onGo}>
        <FileIcon kind={familyOf(row)} />
        <span className={styles.name}>
          <b>{shownName(row.name)}</b>
          <span>{whereWords(row)}</span>
        </span>
        <span className={styles.amount}>{end}</span>
        <Icon of={ChevronRight} size={16} />
      </button>
    </li>
  )
}

function EqualLine({ group, ways }: { group: Equals; ways: StorageWays }): ReactNode {
  const [first] = group.rows
  if (first === undefined) return undefined
  return (
    <li className={styles.group}>
      <p>
        {i18n.t('{count, plural, other {# files}} of {size} each', {
          count: group.rows.length,
          size: size(group.bytes),
        })}
      </p>
      <ul>
        {group.rows.slice(0, 5).map((row) => (
          <FileLine key={row.id} row={row} end="" onGo={() => ways.show(row)} />
        ))}
      </ul>
    </li>
  )
}

function whereWords({ path = [] }: ViewRow): string {
  return path.length === 0 ? i18n.t('Here') : path.map(shownName).join(' / ')
}
