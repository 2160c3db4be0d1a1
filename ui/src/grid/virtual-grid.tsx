import {
  type ComponentType,
  type CSSProperties,
  memo,
  type ReactNode,
  type Ref,
  useCallback,
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import {
  type Geometry,
  heightOf,
  isScaled,
  linesAt,
  offsetOf,
  scrollTopFor,
  topOf,
} from './geometry.ts'
import styles from './virtual-grid.module.css'

/** Lines that are drawn above and below what is seen. */
const BEYOND_LINES = 6
/** Where nothing is laid out, as in tests without a browser. */
const VIEWPORT_PX = 640

/** What an item of the grid must put on its element, so that it lies and is told rightly. */
export interface ItemFrame {
  readonly id: string
  readonly role: 'row' | 'gridcell'
  readonly style: CSSProperties
  readonly 'data-index': number
  readonly 'aria-rowindex'?: number
  readonly 'aria-colindex'?: number
}

export interface GridHandle {
  readonly element: HTMLElement
  focus(): void
  /** Id of the element of an item, there or not. */
  idOf(index: number): string
  /** Items that are seen at once. */
  page(): number
  /** Place of a point of the window in the list as a whole, whatever is scrolled. */
  pointAt(clientX: number, clientY: number): { x: number; y: number }
  /** Items that a box of {@link GridHandle.pointAt} touches, as ranges. */
  itemsIn(box: { x: number; y: number; width: number; height: number }): [number, number][]
  /** Where a point of {@link GridHandle.pointAt} lies in the element that scrolls. */
  drawnAt(y: number): number
}

/**
 * Any number of items, of which only those are in the document that are seen. It is one stop of the
 * Tab key: the keys go from item to item, told by `aria-activedescendant`.
 *
 * `Item` is drawn for each, and reads what it shows by its number; it spreads `frame` on its element,
 * which is a `row` of cells where `columns` is 1 and a `gridcell` else.
 */
export function VirtualGrid({
  label,
  total,
  columns = 1,
  lineHeight,
  active,
  Item,
  head,
  cells,
  onWindow,
  handle,
  className = '',
  children,
  ...rest
}: {
  label: string
  total: number
  columns?: number
  /** Px; all lines are of one height. */
  lineHeight: number
  /** The item that the keys are at; -1 for none. It stays in the document wherever it is scrolled. */
  active: number
  Item: ComponentType<{ index: number; frame: ItemFrame }>
  /** A `row` of column heads, of the height `headHeight`. */
  head?: ReactNode
  /** Number of cells of a row, where `columns` is 1. */
  cells?: number
  /** Items that are drawn or about to be; the second is not included. */
  onWindow: (from: number, to: number) => void
  handle?: Ref<GridHandle>
  className?: string
  /** Drawn over the items, in their element. */
  children?: ReactNode
} & Omit<React.ComponentProps<'div'>, 'ref' | 'children' | 'role'>): ReactNode {
  const name = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const body = useRef<HTMLDivElement>(null)
  const viewport = useViewport(scroller, body)
  const [scrollTop, setScrollTop] = useState(0)
  const lines = Math.ceil(total / columns)
  const geometry = useMemo<Geometry>(
    () => ({ lines, lineHeight, viewport }),
    [lines, lineHeight, viewport],
  )
  const [first, last] = linesAt(geometry, scrollTop, BEYOND_LINES)
  const idOf = useCallback((index: number) => `${name}${index}`, [name])

  // Only a turn to other lines is drawn anew, unless each px moves all of them.
  const onScroll = (): void => {
    const now = scroller.current?.scrollTop ?? 0
    const [from, to] = linesAt(geometry, now, BEYOND_LINES)
    if (from !== first || to !== last || isScaled(geometry)) setScrollTop(now)
  }

  useEffect(
    () => onWindow(first * columns, Math.min(total, last * columns)),
    [onWindow, first, last, columns, total],
  )

  const activeLine = active < 0 ? -1 : Math.floor(active / columns)
  useLayoutEffect(() => {
    const element = scroller.current
    if (element === null || activeLine < 0) return
    const next = scrollTopFor(geometry, activeLine, element.scrollTop)
    if (next === element.scrollTop) return
    element.scrollTop = next
    setScrollTop(element.scrollTop)
    // NOTE: not when the height of the window changes: what the person scrolled to stays.
    // oxlint-disable-next-line
  }, [activeLine, active, columns, lineHeight])

  // In a window that gets lower, such as above a keyboard on the screen, it stays in sight.
  const before = useRef(geometry)
  useLayoutEffect(() => {
    const element = scroller.current
    const last = before.current
    before.current = geometry
    if (element === null || activeLine < 0 || last.viewport === geometry.viewport) return
    const wasSeen = scrollTopFor(last, activeLine, element.scrollTop) === element.scrollTop
    if (!wasSeen) return
    element.scrollTop = scrollTopFor(geometry, activeLine, element.scrollTop)
    setScrollTop(element.scrollTop)
  }, [geometry, activeLine])

  useImperativeHandle(handle, () => {
    const element = scroller.current!
    const box = (): DOMRect => (body.current ?? element).getBoundingClientRect()
    return {
      element,
      focus: () => element.focus({ preventScroll: true }),
      idOf,
      page: () => Math.max(1, Math.floor(geometry.viewport / lineHeight) - 1) * columns,
      pointAt(clientX, clientY) {
        const { left, top } = box()
        const y = clientY - top - element.scrollTop + offsetOf(geometry, element.scrollTop)
        return { x: clientX - left, y }
      },
      drawnAt: (y) => y - offsetOf(geometry, element.scrollTop) + element.scrollTop,
      itemsIn({ x, y, width, height }) {
        const cell = box().width / columns
        const [top, bottom] = [Math.floor(y / lineHeight), Math.ceil((y + height) / lineHeight)]
        const left = columns === 1 ? 0 : Math.max(0, Math.floor(x / cell))
        const right = columns === 1 ? 1 : Math.min(columns, Math.ceil((x + width) / cell))
        const found: [number, number][] = []
        for (let line = Math.max(0, top); line < Math.min(lines, bottom); line += 1) {
          const from = Math.min(total, line * columns + left)
          const to = Math.min(total, line * columns + right)
          const before = found.at(-1)
          if (before !== undefined && before[1] === from) before[1] = to
          else if (from < to) found.push([from, to])
        }
        return found
      },
    }
  }, [geometry, columns, lineHeight, lines, total, idOf])

  const drawn: number[] = []
  for (let line = first; line < last; line += 1) drawn.push(line)
  // NOTE: else a name that is being changed, and the focus of who listens, were gone with scrolling.
  if (activeLine >= 0 && activeLine < lines && (activeLine < first || activeLine >= last)) {
    if (activeLine < first) drawn.unshift(activeLine)
    else drawn.push(activeLine)
  }
  const headRows = head === undefined ? 0 : 1
  return (
    <div
      {...rest}
      ref={scroller}
      role="grid"
      tabIndex={0}
      aria-label={label}
      aria-multiselectable="true"
      aria-rowcount={lines + headRows}
      aria-colcount={columns === 1 ? (cells ?? 1) : columns}
      aria-activedescendant={active >= 0 && active < total ? idOf(active) : undefined}
      className={`${styles.grid} ${className}`}
      onScroll={onScroll}
    >
      {head}
      <div
        ref={body}
        className={styles.body}
        role="rowgroup"
        style={{ height: heightOf(geometry) }}
      >
        {drawn.map((line) => (
          <Line
            key={line}
            line={line}
            top={topOf(geometry, line, scrollTop)}
            height={lineHeight}
            columns={columns}
            count={Math.min(columns, total - line * columns)}
            headRows={headRows}
            idOf={idOf}
            Item={Item}
          />
        ))}
        {children}
      </div>
    </div>
  )
}

const Line = memo(function Line({
  line,
  top,
  height,
  columns,
  count,
  headRows,
  idOf,
  Item,
}: {
  line: number
  top: number
  height: number
  columns: number
  count: number
  headRows: number
  idOf: (index: number) => string
  Item: ComponentType<{ index: number; frame: ItemFrame }>
}): ReactNode {
  const style: CSSProperties = { transform: `translateY(${top}px)`, height }
  const rowIndex = line + 1 + headRows
  if (columns === 1) {
    const frame: ItemFrame = {
      id: idOf(line),
      role: 'row',
      style,
      'data-index': line,
      'aria-rowindex': rowIndex,
    }
    return <Item index={line} frame={frame} />
  }
  return (
    <div
      role="row"
      aria-rowindex={rowIndex}
      className={styles.line}
      style={{ ...style, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}
    >
      {Array.from({ length: count }, (_, column) => {
        const index = line * columns + column
        const frame: ItemFrame = {
          id: idOf(index),
          role: 'gridcell',
          style: {},
          'data-index': index,
          'aria-colindex': column + 1,
        }
        return <Item key={index} index={index} frame={frame} />
      })}
    </div>
  )
})

/** Height of what is seen of the items, without the heads above them. */
function useViewport(
  scroller: React.RefObject<HTMLElement | null>,
  body: React.RefObject<HTMLElement | null>,
): number {
  const [height, setHeight] = useState(VIEWPORT_PX)
  useLayoutEffect(() => {
    const element = scroller.current
    if (element === null) return undefined
    const measure = (): void => {
      const above = body.current?.offsetTop ?? 0
      const free = element.clientHeight - above
      if (free > 0) setHeight(free)
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [scroller, body])
  return height
}
