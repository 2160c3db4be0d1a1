import { wrap } from 'comlink'
import { chordOf, isWriting } from '../chords.ts'
import { SpaceError } from '../errors.ts'
import { type AppRelay, type KeyMessage, PING_MESSAGE, PONG_MESSAGE } from '../relay.ts'
import type { Space } from '../space.ts'
import { openSpace } from './space.ts'

/** Space at the other end of the port that the shell gave. */
export async function openPort(port: MessagePort): Promise<Space> {
  port.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (data === PING_MESSAGE) port.postMessage(PONG_MESSAGE)
  })
  const remote = wrap<AppRelay>(port)
  port.start()
  const space = await openSpace(
    {
      call: (id, method, params) => remote.call(id, method, params),
      open: (id, method, params) => remote.open(id, method, params),
      next: (id) => remote.next(id),
      cancel: (id) => remote.cancel(id),
    },
    { request: (url, init) => fetch(url, init), wait },
  )
  if (typeof document === 'undefined') return space
  followTheme(space).catch(() => undefined)
  handOnKeys(port)
  return space
}

/** Keys of the window that nobody in the page wanted. Before the page's own listeners nothing is taken. */
function handOnKeys(port: MessagePort): void {
  window.addEventListener('keydown', (event) => {
    const chord = event.defaultPrevented || event.isComposing ? undefined : chordOf(event)
    if (chord === undefined || (chord === '?' && isWriting(event))) return
    event.preventDefault()
    port.postMessage({ type: 'space:key', chord } satisfies KeyMessage)
  })
}

/** So that form controls, scrollbars and `light-dark()` of the page fit the shell around it. */
async function followTheme(space: Space): Promise<void> {
  for await (const { scheme, density } of space.theme.watch()) {
    const { style, dataset } = document.documentElement
    style.colorScheme = scheme
    dataset['density'] = density
  }
}

async function wait(ms: number, signal?: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  signal?.addEventListener('abort', () => resolve(), { once: true })
  await promise
  clearTimeout(timer)
  if (signal?.aborted) throw new SpaceError('aborted', 'Stopped before it was done')
}
