import type { SpaceFile, Version, ViewRow } from '@space/sdk'
import {
  Button,
  clock,
  dayName,
  i18n,
  IconButton,
  Menu,
  type MenuEntry,
  problemOf,
  size as sizeWords,
  Skeleton,
} from '@space/ui'
import { Copy, Ellipsis, History } from 'lucide-react'
import { useEffect, useState, type ReactNode } from 'react'
import { useStore } from 'zustand'
import type { Files } from '../files.ts'
import type { Item } from '../preview/item.ts'
import { itemOf } from '../preview/look.ts'
import { said } from '../preview/said.ts'
import { useFiles } from '../use-files.ts'
import styles from './versions.module.css'
import { createVersionsStore } from './versions-store.ts'

/** As many are shown at first, and with each "more". */
const LOT = 50

/** What a file was, by days: each can be looked at, brought back, and saved beside it. */
export function Versions({ row }: { row: ViewRow }): ReactNode {
  return row.handle.kind === 'file' ? <VersionsOf row={row} file={row.handle} /> : null
}

function VersionsOf({ row, file }: { row: ViewRow; file: SpaceFile }): ReactNode {
  const files = useFiles()
  const [store] = useState(() => createVersionsStore(file))
  const { status, versions, problem, load } = useStore(store)
  const [shown, setShown] = useState(LOT)
  useEffect(() => void load(), [load, row.version])
  if (status === 'loading') return <Skeleton label={i18n.t('Looking for versions')} rows={4} />
  if (status === 'failed') {
    return (
      <div role="alert" className={styles.failed}>
        <p>{problemOf(problem).what}</p>
        <Button size="small" onClick={() => void load()}>
          {i18n.t('Try again')}
        </Button>
      </div>
    )
  }
  const items = versions.map((version) => itemAt(row, version))
  const look = (at: number): void => {
    const series = { total: items.length, item: async (index: number) => items[index] }
    void said(files.space, () => files.preview.getState().show(series, at, 'quick'))
  }
  const days = daysOf(versions.slice(0, shown), files.now())
  return (
    <div className={styles.versions}>
      {days.map(({ day, from, inside }) => (
        <section key={day} aria-label={day}>
          <h3>{day}</h3>
          <ul>
            {inside.map((version, index) => (
              <One
                key={version.id}
                version={version}
                before={versions[from + index + 1]}
                entries={() => entriesOf(files, items[from + index])}
                look={() => look(from + index)}
              />
            ))}
          </ul>
        </section>
      ))}
      {versions.length > shown && (
        <Button kind="ghost" size="small" onClick={() => setShown(shown + LOT)}>
          {i18n.t('Show older ones')}
        </Button>
      )}
      {versions.length === 1 && (
        <p className={styles.words}>
          {i18n.t(
            'It was never changed. From its first change on what it was before is kept here.',
          )}
        </p>
      )}
    </div>
  )
}

function One({
  version,
  before,
  entries,
  look,
}: {
  version: Version
  before: Version | undefined
  entries: () => readonly MenuEntry[]
  look: () => void
}): ReactNode {
  const time = clock(version.at)
  return (
    <li className={styles.version}>
      <button type="button" onClick={look} title={i18n.t('Look at it')}>
        <b>{version.current ? i18n.t('{time}, now', { time }) : time}</b>
        <span>{sizeChange(version.size, before?.size)}</span>
      </button>
      {!version.current && (
        <Menu
          label={i18n.t('What can be done with {time}', { time })}
          align="end"
          entries={entries}
        >
          <IconButton small icon={Ellipsis} label={i18n.t('More for {time}', { time })} />
        </Menu>
      )}
    </li>
  )
}

function entriesOf({ tools }: Files, item: Item | undefined): readonly MenuEntry[] {
  if (item === undefined) return []
  const copy: MenuEntry = {
    id: 'copy',
    title: i18n.t('Save a copy'),
    icon: Copy,
    onChoose: () => void tools.past.copy(item),
  }
  if (!tools.canChange(item)) return []
  const restore: MenuEntry = {
    id: 'restore',
    title: i18n.t('Restore this version'),
    icon: History,
    onChoose: () => void tools.past.restore(item),
  }
  return [restore, copy]
}

function itemAt(row: ViewRow, { id, at, size, current }: Version): Item {
  return { ...itemOf(row, current ? undefined : at), version: id, lastModified: at, size }
}

/** Versions in a row by the day on which they were saved; `from` numbers the first of them. */
function daysOf(
  versions: readonly Version[],
  now: number,
): { day: string; from: number; inside: readonly Version[] }[] {
  const days: { day: string; from: number; inside: Version[] }[] = []
  for (const [index, version] of versions.entries()) {
    const day = dayName(version.at, now)
    const last = days.at(-1)
    if (last?.day === day) last.inside.push(version)
    else days.push({ day, from: index, inside: [version] })
  }
  return days
}

/** `14 KB, 2 KB more`; the first one has nothing to be compared with. */
function sizeChange(size: number, before: number | undefined): string {
  if (before === undefined || size === before) return sizeWords(size)
  const change = sizeWords(Math.abs(size - before))
  return size > before
    ? i18n.t('{size}, {change} more', { size: sizeWords(size), change })
    : i18n.t('{size}, {change} less', { size: sizeWords(size), change })
}
