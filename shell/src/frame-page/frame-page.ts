import { INIT_MESSAGE } from '@space/sdk/relay'
import { FRAME_POLICY } from '../frame/policy.ts'
import { GREET, LOADED } from '../host-bridge/desktop-api.ts'

/**
 * The page of Space that holds one app in a view of its own: the same frame behind the same sandbox as in the window
 * of a browser, so the app meets the same parent, at the same origin, with the same greeting.
 *
 * What stands after `#` is the address of the app. The port comes from the preload, as a message of this page to
 * itself; the page says there when a document has loaded.
 */
export function holdApp(window: Window): void {
  const { document, location } = window
  const app = appAddress(location)
  if (app === undefined) return
  const frame = document.createElement('iframe')
  frame.setAttribute('sandbox', 'allow-scripts allow-same-origin allow-forms')
  frame.setAttribute('allow', '')
  frame.setAttribute('csp', FRAME_POLICY)
  frame.referrerPolicy = 'no-referrer'
  frame.title = 'App'
  frame.src = app.href
  frame.addEventListener('load', () => window.postMessage(LOADED, location.origin))
  window.addEventListener('message', ({ data, source, origin, ports }: MessageEvent<unknown>) => {
    // NOTE: the app may post to its parent as well; only this page posts as itself.
    if (source !== window || origin !== location.origin) return
    if (typeof data !== 'object' || data === null || !('type' in data) || data.type !== GREET)
      return
    const [port] = ports
    if (port !== undefined) frame.contentWindow?.postMessage(INIT_MESSAGE, app.origin, [port])
  })
  document.body.append(frame)
}

/** The address of an app of the daemon that serves this page; undefined for any other. */
function appAddress({ hash, port }: Location): URL | undefined {
  try {
    const url = URL.parse(decodeURIComponent(hash.slice(1)))
    const isApp = url !== null && /^app-[a-z2-7]{20}\.localhost$/.test(url.hostname)
    if (!isApp || url.protocol !== 'http:' || url.port !== port || url.username !== '')
      return undefined
    return url
  } catch {
    return undefined
  }
}
