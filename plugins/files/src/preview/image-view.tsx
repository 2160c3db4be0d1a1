import { Button, IconButton, i18n, shownName } from '@space/ui'
import { Minus, Plus, RotateCw } from 'lucide-react'
import {
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { Bar } from './bar.tsx'
import styles from './image-view.module.css'
import type { ViewProps } from './view-props.ts'
import { useReach } from './use-reach.ts'
import { vectorHarm } from './vector.ts'
import { fitScale, held, type Place, type Size, zoomed } from './zoom.ts'

const STEP = 1.25

/**
 * A picture, fitted, then zoomed by wheel, keys and buttons and moved by dragging. A drawing (SVG) is
 * only ever shown so, too: as a picture it runs nothing and fetches nothing.
 */
export function ImageView({ looking, source }: ViewProps): ReactNode {
  const { item, url, head, sight, tools, tell, fail, again } = looking
  const box = useRef<HTMLDivElement>(null)
  const [room, setRoom] = useState<Size>({ width: 0, height: 0 })
  const [pixels, setPixels] = useState<Size | undefined>(sight.pixels)
  const [src, setSrc] = useState<string | undefined>(sight.way === 'vector' ? undefined : url)
  const [turns, setTurns] = useState(0)
  const [place, setPlace] = useState<Place>()
  const isRetried = useRef(false)

  useEffect(() => {
    if (sight.way !== 'vector') return setSrc(url)
    const stop = new AbortController()
    vectorHarm(tools.request, url, head, stop.signal).then(
      (harm) => (harm === undefined ? setSrc(url) : fail(harm)),
      () => stop.signal.aborted || fail(i18n.t('This picture could not be read.')),
    )
    return () => stop.abort()
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [url])
  useLayoutEffect(() => {
    const shown = box.current
    if (shown === null) return undefined
    const measure = (): void =>
      setRoom({ width: shown.clientWidth - 2 * MARGIN, height: shown.clientHeight - 2 * MARGIN })
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(shown)
    return () => observer.disconnect()
  }, [])

  const isTurned = turns % 2 === 1
  const picture =
    pixels === undefined
      ? undefined
      : isTurned
        ? { width: pixels.height, height: pixels.width }
        : pixels
  const fit = picture === undefined ? 1 : fitScale(picture, room)
  const now = place ?? { scale: fit, x: 0, y: 0 }
  const zoom = (scale: number, point?: { x: number; y: number }): void => {
    if (picture === undefined) return
    const next = zoomed(now, scale, {
      picture,
      box: room,
      ...(point === undefined ? {} : { point }),
    })
    setPlace(next.scale <= fit ? undefined : next)
  }
  const move = (x: number, y: number): void => {
    if (picture !== undefined && place !== undefined) {
      setPlace(held({ ...place, x: place.x + x, y: place.y + y }, { picture, box: room }))
    }
  }
  useReach(box)
  useWheel(box, (event) => {
    const bounds = box.current?.getBoundingClientRect()
    if (bounds === undefined) return
    const point = {
      x: event.clientX - bounds.left - bounds.width / 2,
      y: event.clientY - bounds.top - bounds.height / 2,
    }
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1
    zoom(now.scale * Math.exp((-event.deltaY * lines) / (event.ctrlKey ? 100 : 400)), point)
  })

  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const by = MOVES[event.key]
    if (event.key === '+' || event.key === '=') zoom(now.scale * STEP)
    else if (event.key === '-') zoom(now.scale / STEP)
    else if (event.key === '0') setPlace(undefined)
    else if (event.key === '1') zoom(1)
    else if (event.key === 'r') setTurns(turns + 1)
    else if (by !== undefined && place !== undefined) move(by[0], by[1])
    else return
    event.preventDefault()
  }
  return (
    <div
      ref={box}
      className={styles.box}
      role="group"
      aria-label={i18n.t('Picture. Plus and minus zoom, arrows move it.')}
      tabIndex={0}
      onKeyDown={onKey}
      onDoubleClick={() => (place === undefined ? zoom(Math.max(1, fit * 2)) : setPlace(undefined))}
      {...useDrag(move)}
    >
      {src !== undefined && (
        <img
          className={styles.picture}
          src={src}
          alt={shownName(item.name)}
          draggable={false}
          decoding="async"
          data-shown={pixels !== undefined}
          style={
            pixels === undefined || room.width <= 0
              ? { maxWidth: '100%', maxHeight: '100%' }
              : {
                  width: pixels.width,
                  height: pixels.height,
                  transform: `translate(-50%, -50%) translate(${now.x}px, ${now.y}px) scale(${now.scale}) rotate(${turns * 90}deg)`,
                }
          }
          onLoad={({ currentTarget }) => {
            const { naturalWidth: width, naturalHeight: height } = currentTarget
            setPixels(sight.way === 'vector' ? drawingSize(width, height) : { width, height })
            tell([`${width} × ${height}`])
          }}
          onError={() => {
            if (isRetried.current) {
              return fail(i18n.t('This picture is damaged, or of a kind that cannot be shown.'))
            }
            // Its address may have ended meanwhile: the same picture has another one.
            isRetried.current = true
            again().then(setSrc, () => fail(i18n.t('This picture could not be read.')))
          }}
        />
      )}
      <Bar>
        <IconButton icon={Minus} label={i18n.t('Smaller')} onClick={() => zoom(now.scale / STEP)} />
        <Button kind="ghost" size="small" title={i18n.t('Fit')} onClick={() => setPlace(undefined)}>
          {place === undefined ? i18n.t('Fit') : `${Math.round(now.scale * 100)} %`}
        </Button>
        <IconButton icon={Plus} label={i18n.t('Larger')} onClick={() => zoom(now.scale * STEP)} />
        <IconButton icon={RotateCw} label={i18n.t('Turn')} onClick={() => setTurns(turns + 1)} />
        {source}
      </Bar>
    </div>
  )
}

/** A drawing may have no size of its own, or one that no screen has. */
function drawingSize(width: number, height: number): Size {
  if (width === 0 || height === 0) return { width: 1024, height: 1024 }
  const by = Math.min(1, MOST_DRAWN / width, MOST_DRAWN / height)
  return { width: width * by, height: height * by }
}

const MOST_DRAWN = 4096
const MARGIN = 32
const MOVES: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [80, 0],
  ArrowRight: [-80, 0],
  ArrowUp: [0, 80],
  ArrowDown: [0, -80],
}

/** NOTE: React listens to wheels passively, so that nothing could be prevented there. */
function useWheel(
  box: React.RefObject<HTMLElement | null>,
  act: (event: WheelEvent) => void,
): void {
  const latest = useRef(act)
  useLayoutEffect(() => {
    latest.current = act
  })
  useEffect(() => {
    const shown = box.current
    const wheel = (event: WheelEvent): void => {
      event.preventDefault()
      latest.current(event)
    }
    shown?.addEventListener('wheel', wheel, { passive: false })
    return () => shown?.removeEventListener('wheel', wheel)
  }, [box])
}

function useDrag(move: (x: number, y: number) => void) {
  const from = useRef<{ x: number; y: number }>(undefined)
  return {
    onPointerDown({ button, clientX, clientY, currentTarget, pointerId, target }: PointerEvent) {
      // The tools of the bar are children of the picture for React, not for the eye.
      if (button !== 0 || !(target instanceof Node) || !currentTarget.contains(target)) return
      from.current = { x: clientX, y: clientY }
      currentTarget.setPointerCapture(pointerId)
    },
    onPointerMove({ clientX, clientY }: PointerEvent) {
      if (from.current === undefined) return
      move(clientX - from.current.x, clientY - from.current.y)
      from.current = { x: clientX, y: clientY }
    },
    onPointerUp() {
      from.current = undefined
    },
    onPointerCancel() {
      from.current = undefined
    },
  }
}
