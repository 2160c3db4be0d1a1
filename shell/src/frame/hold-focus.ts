/** As often as this an app may take the focus out of one prompt, which happens to honest ones too. */
const MOST_THEFTS = 3
/** A frame that focuses itself again and again makes no event of it, so a prompt is looked after. */
const LOOK_EVERY_MS = 50

/**
 * Keep the keyboard with Space while it asks.
 *
 * Neither a modal dialog nor `inert` nor `display: none` keeps a script in a frame from focusing
 * itself and reading the keys that are meant for the prompt (measured in Chromium 156). So the focus
 * is taken back, and a frame that goes on is told of by `onThief`.
 *
 * Returns what ends the watch.
 */
export function holdFocus(
  window: Window & typeof globalThis,
  onThief: (frame: HTMLIFrameElement) => void,
): () => void {
  const { document } = window
  const over = new AbortController()
  const signal = over.signal
  let held: { dialog: Element; last: HTMLElement; thefts: number } | undefined
  let timer: ReturnType<typeof setInterval> | undefined

  const rest = (): void => {
    clearInterval(timer)
    timer = undefined
  }
  const look = (): void => {
    if (held === undefined || !held.dialog.isConnected || !held.dialog.matches('[open]')) {
      held = undefined
      return rest()
    }
    const frame = document.activeElement
    if (!(frame instanceof window.HTMLIFrameElement)) return undefined
    held.thefts += 1
    if (held.thefts > MOST_THEFTS) onThief(frame)
    window.focus()
    // Leaving the frame first: the element is focused already as far as this document knows.
    frame.blur()
    held.last.focus()
  }
  document.addEventListener(
    'focusin',
    ({ target }) => {
      if (!(target instanceof window.HTMLElement)) return
      const dialog = target.closest('dialog[open]')
      if (dialog === null) return
      held = { dialog, last: target, thefts: held?.dialog === dialog ? held.thefts : 0 }
      timer ??= setInterval(look, LOOK_EVERY_MS)
    },
    { signal },
  )
  window.addEventListener('blur', () => void setTimeout(look), { signal })
  return () => {
    over.abort()
    rest()
  }
}
