import type { Contents } from './electron.ts'

/** Where the documents of a page may come from. */
export interface Bounds {
  /** Whether the page itself may go there. */
  readonly mayShow: (url: string) => boolean
  /** Whether a frame in it may. */
  readonly mayFrame: (url: string) => boolean
}

/** Take from a page all ways to somewhere else: windows, other places, devices, UDP. */
export function harden(contents: Contents, { mayShow, mayFrame }: Bounds): void {
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  contents.on('will-navigate', (event) => {
    if (!mayShow(event.url)) event.preventDefault()
  })
  contents.on('will-redirect', (event) => {
    if (!(event.isMainFrame ? mayShow : mayFrame)(event.url)) event.preventDefault()
  })
  contents.on('will-frame-navigate', (event) => {
    if (!(event.isMainFrame ? mayShow : mayFrame)(event.url)) event.preventDefault()
  })
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.on('select-bluetooth-device', (event, _devices, answer) => {
    event.preventDefault()
    answer('')
  })
  contents.on('select-client-certificate', (event, _url, _list, answer) => {
    event.preventDefault()
    ;(answer as () => void)()
  })
  contents.on('certificate-error', (event, _url, _error, _certificate, answer) => {
    event.preventDefault()
    answer(false)
  })
  // A page that asks to stay would keep the window from closing.
  contents.on('will-prevent-unload', (event) => event.preventDefault())
}
