import {
  cloneElement,
  type ComponentProps,
  type KeyboardEvent,
  type PointerEvent,
  type ReactElement,
  type ReactNode,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react'
import type { MenuEntry } from './menu-entry.ts'
import type { SheetProps } from './menu-sheet.tsx'

/** The window comes first; what menus are made of is there before a hand is. */
const WARM_MS = 200
/** A finger that rests so long asks for the menu. */
const REST_MS = 700

/** A menu under its button; on a small screen a sheet at the bottom. */
export function Menu({
  label,
  entries,
  align = 'start',
  children,
}: {
  label: string
  /** Asked for when it opens. */
  entries: () => readonly MenuEntry[]
  align?: 'start' | 'end'
  /** The button. */
  children: ReactElement<ComponentProps<'button'>>
}): ReactNode {
  const { Sheet, isOpen, change } = useSheet()
  const button = useRef<HTMLButtonElement>(null)
  const id = useId()
  const onPointerDown = (event: PointerEvent<HTMLButtonElement>): void => {
    if (event.button !== 0 || event.ctrlKey) return
    button.current = event.currentTarget
    // The menu takes the focus; the button must not take it back.
    if (!isOpen) event.preventDefault()
    change(!isOpen)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLButtonElement>): void => {
    if (!OPENING.has(event.key)) return
    event.preventDefault()
    button.current = event.currentTarget
    change(event.key === 'ArrowDown' || !isOpen)
  }
  return (
    <>
      {cloneElement(children, {
        'aria-haspopup': 'menu',
        'aria-expanded': isOpen,
        ...(isOpen && Sheet !== undefined ? { 'aria-controls': id } : {}),
        onPointerDown,
        onKeyDown,
      })}
      {Sheet !== undefined && (
        <Sheet
          id={id}
          label={label}
          isOpen={isOpen}
          onOpenChange={change}
          anchor={button}
          place={{ align, sideOffset: 4 }}
          entries={entries}
          onClosed={() => button.current?.focus()}
        />
      )}
    </>
  )
}

const OPENING = new Set(['Enter', ' ', 'ArrowDown'])

/** A menu at the pointer, or where the keys are, over whatever is inside. */
export function ContextMenu({
  label,
  entries,
  onHold,
  onClosed,
  children,
}: {
  label: string
  entries: () => readonly MenuEntry[]
  /** A finger that rests is about to open it, where the system sends no event of its own for that. */
  onHold?: (on: EventTarget) => void
  /** Gives the focus back; without it what had it before has it again. */
  onClosed?: () => void
  children: ReactElement<ComponentProps<'div'>>
}): ReactNode {
  const { Sheet, isOpen, change } = useSheet()
  const point = useRef<{ getBoundingClientRect(): DOMRect } | null>(null)
  const resting = useRef(0)
  const hasRested = useRef(false)
  const id = useId()
  const open = (x: number, y: number): void => {
    point.current = { getBoundingClientRect: () => DOMRect.fromRect({ x, y }) }
    change(true)
  }
  const stopResting = (): void => clearTimeout(resting.current)
  useEffect(() => () => clearTimeout(resting.current), [])
  return (
    <>
      {cloneElement(children, {
        style: { WebkitTouchCallout: 'none', ...children.props.style },
        onContextMenu(event) {
          if (event.defaultPrevented) return
          event.preventDefault()
          stopResting()
          open(event.clientX, event.clientY)
        },
        onPointerDown({ defaultPrevented, pointerType, clientX, clientY, target }) {
          hasRested.current = false
          if (defaultPrevented || pointerType === 'mouse') return
          stopResting()
          if (isOpen) change(false)
          resting.current = window.setTimeout(() => {
            hasRested.current = true
            onHold?.(target)
            open(clientX, clientY)
          }, REST_MS)
        },
        onTouchEnd(event) {
          // Letting go must not be a click that closes the menu again.
          if (hasRested.current) event.preventDefault()
        },
        onPointerMove: stopResting,
        onPointerCancel: stopResting,
        onPointerUp: stopResting,
      })}
      {Sheet !== undefined && (
        <Sheet
          id={id}
          label={label}
          isOpen={isOpen}
          onOpenChange={change}
          anchor={point}
          place={{ side: 'right', align: 'start', sideOffset: 2 }}
          entries={entries}
          onClosed={onClosed}
        />
      )}
    </>
  )
}

type Sheet = (props: SheetProps) => ReactNode
let loaded: Sheet | undefined

async function load(): Promise<Sheet> {
  loaded ??= (await import('./menu-sheet.tsx')).MenuSheet
  return loaded
}

/** A menu that is asked for before its sheet is there opens when it is. */
function useSheet(): {
  Sheet: Sheet | undefined
  isOpen: boolean
  change: (isOpen: boolean) => void
} {
  const [Sheet, setSheet] = useState(() => loaded)
  const [isOpen, setOpen] = useState(false)
  useEffect(() => {
    if (Sheet !== undefined) return undefined
    const timer = setTimeout(fetchSheet, WARM_MS)
    return () => clearTimeout(timer)
    // Where Space is away now, the next click asks again.
    function fetchSheet(): void {
      load().then(
        (made) => setSheet(() => made),
        () => undefined,
      )
    }
  }, [Sheet])
  return {
    Sheet,
    isOpen,
    change(next) {
      setOpen(next)
      if (!next || Sheet !== undefined) return
      load().then(
        (made) => setSheet(() => made),
        () => setOpen(false),
      )
    },
  }
}
