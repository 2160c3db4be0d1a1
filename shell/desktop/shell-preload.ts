import { DESKTOP, GREET, LOADED } from '../src/host-bridge/desktop-api.ts'
import { APP_ACTED, APP_GONE, APP_LOADED, CALLS, GO } from './channels.ts'

/** What a preload has of Electron. */
export interface PreloadPowers {
  readonly expose: (name: string, api: object) => void
  readonly invoke: (channel: string, value?: unknown) => Promise<unknown>
  readonly post: (channel: string, value: unknown, ports: MessagePort[]) => void
  readonly on: (
    channel: string,
    hear: (value: unknown, ports: readonly MessagePort[]) => void,
  ) => void
  readonly window: Window
}

/** Give the shell's page its few words to the main process, frozen and without Electron itself. */
export function bridgeShell({ expose, invoke, post, on, window }: PreloadPowers): void {
  const calls = Object.entries(CALLS).map(([name, channel]) => [
    name,
    async (value?: unknown): Promise<void> => void (await invoke(channel, value)),
  ])
  const hear =
    (channel: string) =>
    (tell: (value: string) => void): void =>
      on(channel, (value) => tell(String(value)))
  expose(
    DESKTOP,
    Object.freeze({
      ...Object.fromEntries(calls),
      onAppLoaded: hear(APP_LOADED),
      onAppActed: hear(APP_ACTED),
      onAppGone: hear(APP_GONE),
    }),
  )
  // A port cannot be a parameter of what is exposed, so it comes as a message of the page to itself.
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    const { data, source, origin, ports } = event
    if (source !== window || origin !== window.location.origin) return
    if (typeof data !== 'object' || data === null || !('type' in data) || data.type !== GREET)
      return
    if (!('label' in data) || typeof data.label !== 'string') return
    event.stopImmediatePropagation()
    post(GREET, data.label, [...ports])
  })
  on(GO, (address) => {
    window.location.hash = `#/${String(address)}`
  })
}

/** Carry a port of the shell into the page that holds an app, and tell when that app has loaded. */
export function bridgeFrame({ on, post, window }: Omit<PreloadPowers, 'expose' | 'invoke'>): void {
  const { origin } = window.location
  on(GREET, (_value, ports) => {
    const [port] = ports
    if (port !== undefined) window.postMessage({ type: GREET }, origin, [port])
  })
  window.addEventListener('message', ({ data, source, origin: from }: MessageEvent<unknown>) => {
    if (source === window && from === origin && data === LOADED) post(LOADED, null, [])
  })
}
