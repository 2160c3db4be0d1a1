import { i18n } from '@space/ui'
import { type PDFDocumentProxy, type PDFPageProxy, TextLayer } from 'pdfjs-dist'
import { useEffect, useRef, useState, type CSSProperties, type ReactNode } from 'react'
import styles from './pdf-page.module.css'

/** A canvas may not be larger; sharpness gives way. */
const MOST_PIXELS = 16_000_000

interface Link {
  /** Of the page, from its left and top. */
  readonly box: {
    readonly left: number
    readonly top: number
    readonly width: number
    readonly height: number
  }
  readonly url: string | undefined
  readonly dest: unknown
}

/** One page: what is drawn, the text above it that can be selected, and its links. */
export function PdfPage({
  file,
  number,
  scale,
  size,
  openLink,
  onHeight,
  go,
}: {
  file: PDFDocumentProxy
  number: number
  scale: number
  /** In points, until its own is known. */
  size: { width: number; height: number }
  openLink: (url: string) => Promise<void>
  /** Its own height, in points. */
  onHeight: (points: number) => void
  go: (index: number) => void
}): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null)
  const text = useRef<HTMLDivElement>(null)
  const [page, setPage] = useState<PDFPageProxy>()
  const [links, setLinks] = useState<readonly Link[]>([])
  const [isBroken, setBroken] = useState(false)
  useEffect(() => {
    let isOver = false
    file.getPage(number).then(
      (found) => {
        if (isOver) return
        setPage(found)
        onHeight(found.getViewport({ scale: 1 }).height)
      },
      () => !isOver && setBroken(true),
    )
    return () => {
      isOver = true
    }
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [file, number])
  useEffect(() => {
    const [drawn, layer] = [canvas.current, text.current]
    if (page === undefined || drawn === null || layer === null) return undefined
    const viewport = page.getViewport({ scale })
    const wanted = Math.min(devicePixelRatio, 3)
    const sharp = Math.min(wanted, Math.sqrt(MOST_PIXELS / (viewport.width * viewport.height)))
    drawn.width = Math.floor(viewport.width * sharp)
    drawn.height = Math.floor(viewport.height * sharp)
    const drawing = page.render({ canvas: drawn, viewport, transform: [sharp, 0, 0, sharp, 0, 0] })
    layer.replaceChildren()
    const written = new TextLayer({
      textContentSource: page.streamTextContent(),
      container: layer,
      viewport,
    })
    let isOver = false
    drawing.promise.catch(() => !isOver && setBroken(true))
    written.render().catch(() => undefined)
    linksOf(page, scale).then(
      (found) => !isOver && setLinks(found),
      () => undefined,
    )
    return () => {
      isOver = true
      drawing.cancel()
      written.cancel()
    }
  }, [page, scale])

  const { width, height } = page?.getViewport({ scale }) ?? {
    width: size.width * scale,
    height: size.height * scale,
  }
  const follow = async ({ url, dest }: Link): Promise<void> => {
    if (url !== undefined) return openLink(url)
    const target = typeof dest === 'string' ? await file.getDestination(dest) : dest
    const [ref] = Array.isArray(target) ? (target as readonly unknown[]) : []
    if (typeof ref === 'number') go(ref)
    else if (typeof ref === 'object' && ref !== null) {
      go(await file.getPageIndex(ref as Parameters<typeof file.getPageIndex>[0]))
    }
  }
  return (
    <div
      className={styles.page}
      style={{ width, height, '--total-scale-factor': scale } as CSSProperties}
      role="group"
      aria-label={i18n.t('Page {page}', { page: number })}
    >
      <canvas ref={canvas} className={styles.canvas} aria-hidden="true" />
      <div ref={text} className={styles.text} />
      {links.map((link, at) => (
        <button
          key={at}
          type="button"
          className={styles.link}
          style={link.box}
          title={link.url}
          aria-label={link.url ?? i18n.t('To another page')}
          onClick={() => void follow(link).catch(() => undefined)}
        />
      ))}
      {isBroken && <p className={styles.broken}>{i18n.t('This page is damaged.')}</p>}
    </div>
  )
}

/** Web addresses and places in the document. All else that a PDF may want to do is left out. */
async function linksOf(page: PDFPageProxy, scale: number): Promise<Link[]> {
  const viewport = page.getViewport({ scale })
  const notes = (await page.getAnnotations({ intent: 'display' })) as readonly Record<
    string,
    unknown
  >[]
  return notes.flatMap(({ subtype, rect, url, dest }) => {
    if (subtype !== 'Link' || !Array.isArray(rect) || rect.length !== 4) return []
    const web = typeof url === 'string' && /^https?:\/\//i.test(url) ? url : undefined
    if (web === undefined && (dest === undefined || dest === null)) return []
    const [left = 0, top = 0, right = 0, bottom = 0] = rect as number[]
    const [x1 = 0, y1 = 0] = viewport.convertToViewportPoint(left, top) as number[]
    const [x2 = 0, y2 = 0] = viewport.convertToViewportPoint(right, bottom) as number[]
    const box = {
      left: Math.min(x1, x2),
      top: Math.min(y1, y2),
      width: Math.abs(x2 - x1),
      height: Math.abs(y2 - y1),
    }
    return [{ box, url: web, dest }]
  })
}
