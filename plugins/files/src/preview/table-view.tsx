import { isSpaceError } from '@space/sdk'
import { figures, i18n, problemOf, Skeleton, type Problem } from '@space/ui'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useState, type CSSProperties, type ReactNode } from 'react'
import { Bar } from './bar.tsx'
import { Failed } from './card.tsx'
import { encodingOf } from './encoding.ts'
import type { ViewProps } from './view-props.ts'
import { MOST_ROWS, readRows, type Row } from './table-rows.ts'
import styles from './table-view.module.css'
import { useReach } from './use-reach.ts'

const ROW_PX = 32
/** The column of row numbers. */
const NUMBER_PX = 72
/** A cell is cut for looking; its whole text is in the source. */
const CELL_CHARS = 300
/** Columns are as wide as these rows need. */
const MEASURED_ROWS = 100

/** A table in text: rows as they come in, only those that are seen in the page. */
export function TableView({ looking, source }: ViewProps): ReactNode {
  const { tell } = looking
  const { rows, status, problem, retry } = useRows(looking)
  const box = useRef<HTMLDivElement>(null)
  useReach(box, rows.length > 0)
  const [names = [], ...rest] = rows
  const hasNames =
    rest.length > 0 && names.every((name) => name.trim() !== '' && Number.isNaN(Number(name)))
  const body = hasNames ? rest : rows
  const virtual = useVirtualizer({
    count: body.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    overscan: 10,
  })
  useEffect(() => {
    const shown = i18n.t('{rows, plural, one {# row} other {# rows}}', { rows: body.length })
    if (status === 'whole') tell([shown])
    else if (status === 'cut') tell([i18n.t('the first {rows} rows', { rows: figures(MOST_ROWS) })])
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [status, body.length, looking.url])

  if (problem !== undefined) return <Failed problem={problem} retry={retry} />
  if (rows.length === 0 && status === 'reading')
    return <Skeleton label={i18n.t('Opening')} rows={8} />
  const columns = widthsOf(rows.slice(0, MEASURED_ROWS))
  return (
    <div
      ref={box}
      data-flat
      className={styles.box}
      style={
        {
          '--columns': columns.map((width) => `${width}px`).join(' '),
          '--width': `${columns.reduce((sum, width) => sum + width, NUMBER_PX)}px`,
        } as CSSProperties
      }
      tabIndex={0}
      role="table"
      aria-label={i18n.t('Table')}
      aria-rowcount={rows.length}
    >
      {hasNames && (
        <div role="rowgroup" className={styles.head}>
          <div role="row" aria-rowindex={1} className={styles.row}>
            <span className={styles.number} role="columnheader" aria-label={i18n.t('Row')} />
            {columns.map((_, at) => (
              <span key={at} role="columnheader">
                {cellOf(names, at)}
              </span>
            ))}
          </div>
        </div>
      )}
      <div role="rowgroup" className={styles.body} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => (
          <div
            key={index}
            role="row"
            aria-rowindex={index + (hasNames ? 2 : 1)}
            className={styles.row}
            style={{ transform: `translateY(${start}px)` }}
          >
            <span className={styles.number} role="rowheader">
              {figures(index + (hasNames ? 2 : 1))}
            </span>
            {columns.map((_, at) => (
              <span key={at} role="cell" data-number={isNumber(body[index]?.[at])}>
                {cellOf(body[index] ?? [], at)}
              </span>
            ))}
          </div>
        ))}
      </div>
      <Bar>
        {status === 'cut' && (
          <span>{i18n.t('There is more in the file; download it to see all.')}</span>
        )}
        {source}
      </Bar>
    </div>
  )
}

function useRows({ url, head, tools }: ViewProps['looking']): {
  rows: readonly Row[]
  status: 'reading' | 'whole' | 'cut'
  problem?: Problem
  retry: () => void
} {
  const [found, setFound] = useState<{
    rows: readonly Row[]
    status: 'reading' | 'whole' | 'cut'
    problem?: Problem
  }>({ rows: [], status: 'reading' })
  const [tries, setTries] = useState(0)
  useEffect(() => {
    const stop = new AbortController()
    const read = async (): Promise<void> => {
      const rows: Row[] = []
      const encoding = encodingOf(head.bytes, head.bytes.length === head.total) ?? {
        label: 'windows-1252',
        name: '',
        markBytes: 0,
      }
      const lots = readRows(tools.request, url, encoding, stop.signal)
      for (;;) {
        const { done, value } = await lots.next()
        if (stop.signal.aborted) return
        if (done === true) {
          return setFound({ rows, status: value.isWhole ? 'whole' : 'cut' })
        }
        for (const row of value) rows.push(row)
        setFound({ rows: [...rows], status: 'reading' })
      }
    }
    read().catch((error: unknown) => {
      if (stop.signal.aborted || isSpaceError(error, 'aborted')) return
      setFound({ rows: [], status: 'cut', problem: problemOf(error) })
    })
    return () => stop.abort()
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [url, tries])
  return { ...found, retry: () => setTries(tries + 1) }
}

function widthsOf(rows: readonly Row[]): number[] {
  const amount = rows.reduce((most, row) => Math.max(most, row.length), 0)
  return Array.from({ length: amount }, (_, at) => {
    const longest = rows.reduce((most, row) => Math.max(most, row[at]?.length ?? 0), 0)
    return Math.min(320, Math.max(64, longest * 8 + 24))
  })
}

function cellOf(row: Row, at: number): string {
  return (row[at] ?? '').slice(0, CELL_CHARS)
}

function isNumber(cell: string | undefined): boolean {
  return cell !== undefined && /^\s*-?[\d.,\u202F ]*\d\s*%?$/.test(cell)
}
