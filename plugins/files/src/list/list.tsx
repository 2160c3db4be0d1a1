import { ContextMenu, type GridHandle, i18n, shownName, VirtualGrid } from '@space/ui'
import { type ReactNode, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { entriesOf } from '../acts.ts'
import { useFolderTarget } from '../dragging/targets.ts'
import { titleOf } from '../places/place.ts'
import { useFiles } from '../use-files.ts'
import { lookIn } from '../settings/looks-store.ts'
import { ColumnHeads } from './column-heads.tsx'
import { gridKeys } from './keyboard.ts'
import { useLineHeight, useTiles } from './layout.ts'
import styles from './list.module.css'
import { Marquee } from './marquee.tsx'
import { pointerOf } from './pointer.ts'
import { RowItem } from './row.tsx'
import { SelectionBar } from './selection-bar.tsx'
import { TileItem } from './tile.tsx'

/** The rows of the place, as a list or a grid. */
export function List(): ReactNode {
  const files = useFiles()
  const { rows, selection, place, looks, roots } = files
  const total = useStore(rows, (state) => state.total)
  const opened = useStore(rows, (state) => state.opened)
  const active = useStore(selection, (state) => state.active)
  const here = useStore(place, (state) => state.place)
  const given = useStore(roots)
  const look = useStore(looks, (state) => lookIn(state, here.path))
  const focus = useStore(place, (state) => state.focus)
  const grid = useRef<GridHandle>(null)
  const frame = useRef<HTMLDivElement>(null)
  const isGrid = look.shape === 'grid'
  const rowHeight = useLineHeight()
  const tiles = useTiles(frame, isGrid)
  const columns = isGrid ? tiles.columns : 1
  const columnsNow = useRef(columns)
  useLayoutEffect(() => {
    columnsNow.current = columns
  })
  const [keys] = useState(() =>
    gridKeys(
      files,
      () => grid.current,
      () => columnsNow.current,
    ),
  )
  const [pointer] = useState(() => pointerOf(files, () => grid.current))
  const [isKeyed, setKeyed] = useState(false)
  const need = useCallback((from: number, to: number) => rows.getState().need(from, to), [rows])

  // A folder that was gone into has the keys; who came out of one finds it again.
  useEffect(() => {
    const elsewhere = document.activeElement?.closest('input, dialog, aside') ?? null
    if (elsewhere === null) grid.current?.focus()
  }, [opened, look.shape])
  useEffect(() => {
    if (focus === undefined) return
    void rows
      .getState()
      .view?.indexOf(focus)
      .then((index) => {
        if (index !== null) selection.getState().only(index)
      })
      .catch(() => undefined)
  }, [focus, opened, rows, selection])

  const title = titleOf(here, given)
  useFolderTarget(frame, { folder: files.target(), name: title })
  return (
    <ContextMenu
      onHold={pointer.hold}
      label={i18n.t('What can be done')}
      entries={() => entriesOf(files, selection.getState().count > 0 ? 'rows' : 'folder')}
      onClosed={() => {
        // A name that is being changed has the focus already.
        if (document.activeElement === document.body) grid.current?.focus()
      }}
    >
      <div ref={frame} className={styles.frame} data-shape={look.shape}>
        <SelectionBar />
        <VirtualGrid
          // Another view begins at its top.
          key={`${opened} ${look.shape}`}
          handle={grid}
          className={styles.rows ?? ''}
          label={i18n.t('Files in {folder}', { folder: shownName(title) })}
          total={total}
          columns={columns}
          cells={7}
          lineHeight={isGrid ? tiles.height : rowHeight}
          active={active}
          Item={isGrid ? TileItem : RowItem}
          head={<ColumnHeads isList={!isGrid} />}
          onWindow={need}
          data-keys={isKeyed ? '' : undefined}
          onKeyDown={(event) => {
            setKeyed(true)
            keys(event)
          }}
          onPointerDown={(event) => {
            setKeyed(false)
            pointer.down(event)
          }}
          onClick={pointer.click}
          onDoubleClick={pointer.doubleClick}
          onContextMenu={pointer.contextMenu}
        >
          <Marquee grid={grid} />
        </VirtualGrid>
      </div>
    </ContextMenu>
  )
}
