import { Button, IconButton, i18n, Skeleton } from '@space/ui'
import { useVirtualizer } from '@tanstack/react-virtual'
import { Minus, Plus } from 'lucide-react'
import type { PDFDocumentProxy } from 'pdfjs-dist'
import { useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react'
import { asked } from '../asked.ts'
import { Bar } from './bar.tsx'
import { Locked, type Lock } from './pdf-lock.tsx'
import { openPdf } from './pdf-open.ts'
import { PdfPage } from './pdf-page.tsx'
import styles from './pdf-view.module.css'
import type { ViewProps } from './view-props.ts'
import { useReach } from './use-reach.ts'

/** 100 %: points of a page are 72 to the inch, pixels 96. */
const WHOLE = 96 / 72
const STEP = 1.25
const MARGIN = 24
const GAP = 16

/** A PDF, page below page; only those in sight are drawn. */
export function PdfView({ looking }: ViewProps): ReactNode {
  const { url, tell, fail, tools } = looking
  const [pdf, setPdf] = useState<{ file: PDFDocumentProxy; width: number; height: number }>()
  const [lock, setLock] = useState<Lock>()
  useEffect(() => {
    const opening = openPdf(url, (answer, isWrong) => setLock({ answer, isWrong }))
    let isOver = false
    const open = async (): Promise<void> => {
      const file = await opening.file
      const page = await file.getPage(1)
      const { width, height } = page.getViewport({ scale: 1 })
      if (isOver) return
      setLock(undefined)
      setPdf({ file, width, height })
      tell([i18n.t('{pages, plural, one {# page} other {# pages}}', { pages: file.numPages })])
    }
    open().catch(() => {
      if (!isOver)
        fail(
          i18n.t(
            'This PDF is damaged and cannot be shown. Other programs may be able to read parts of it.',
          ),
        )
    })
    return () => {
      isOver = true
      setPdf(undefined)
      opening[Symbol.dispose]()
    }
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [url])
  if (lock !== undefined) return <Locked lock={lock} done={() => setLock(undefined)} />
  if (pdf === undefined) return <Skeleton label={i18n.t('Opening')} rows={6} />
  return <Pages {...pdf} openLink={(to) => asked(tools.space.ui.openLink(to))} />
}

function Pages({
  file,
  width,
  height,
  openLink,
}: {
  file: PDFDocumentProxy
  width: number
  height: number
  openLink: (url: string) => Promise<void>
}): ReactNode {
  const box = useRef<HTMLDivElement>(null)
  const [room, setRoom] = useState(0)
  const [chosen, setChosen] = useState<number>()
  useReach(box)
  useLayoutEffect(() => {
    const shown = box.current
    if (shown === null) return undefined
    const measure = (): void => setRoom(shown.clientWidth - 2 * MARGIN)
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(shown)
    return () => observer.disconnect()
  }, [])
  const scale = chosen ?? Math.min(WHOLE, Math.max(room, 200) / width)
  /** Heights of pages that are not like the first one, in points. */
  const heights = useRef(new Map<number, number>())
  const virtual = useVirtualizer({
    count: file.numPages,
    getScrollElement: () => box.current,
    estimateSize: (index) => (heights.current.get(index) ?? height) * scale + GAP,
    overscan: 1,
    paddingStart: MARGIN,
    paddingEnd: 96,
  })
  useLayoutEffect(() => virtual.measure(), [scale, virtual])
  const zoom = (to: number): void => {
    const wanted = Math.min(Math.max(to, 0.2), 6)
    const shown = box.current
    const middle = shown === null ? 0 : shown.scrollTop / Math.max(1, shown.scrollHeight)
    setChosen(wanted)
    requestAnimationFrame(() => {
      if (shown !== null) shown.scrollTop = middle * shown.scrollHeight
    })
  }
  const items = virtual.getVirtualItems()
  const half = (virtual.scrollOffset ?? 0) + (virtual.scrollRect?.height ?? 0) / 2
  const page = (items.find(({ end }) => end > half) ?? items.at(-1))?.index ?? 0
  return (
    <div ref={box} className={styles.box} tabIndex={0} role="region" aria-label={i18n.t('Pages')}>
      {room > 0 && (
        <div className={styles.pages} style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, start }) => (
            <div
              key={index}
              className={styles.place}
              style={{ transform: `translateY(${start}px)`, paddingBottom: GAP }}
            >
              <PdfPage
                file={file}
                number={index + 1}
                scale={scale}
                size={{ width, height }}
                openLink={openLink}
                onHeight={(points) => {
                  if (Math.abs(points - (heights.current.get(index) ?? height)) < 0.5) return
                  heights.current.set(index, points)
                  virtual.resizeItem(index, points * scale + GAP)
                }}
                go={(to) => virtual.scrollToIndex(to, { align: 'start' })}
              />
            </div>
          ))}
        </div>
      )}
      <Bar>
        <IconButton icon={Minus} label={i18n.t('Smaller')} onClick={() => zoom(scale / STEP)} />
        <Button
          kind="ghost"
          size="small"
          title={i18n.t('Fit')}
          onClick={() => setChosen(undefined)}
        >
          {Math.round((scale / WHOLE) * 100)} %
        </Button>
        <IconButton icon={Plus} label={i18n.t('Larger')} onClick={() => zoom(scale * STEP)} />
        <span>{i18n.t('Page {page} of {pages}', { page: page + 1, pages: file.numPages })}</span>
      </Bar>
    </div>
  )
}
