import { DESKTOP, type DesktopApi, GREET } from './desktop-api.ts'
import type { AppViews, HostBridge } from './host-bridge.ts'
import { lookOf, saveFrom } from './look.ts'

/** How long after a key or a button something counts as asked for by the person, as in a browser. */
const ACTED_MS = 5000

/** The desktop that this page is shown by; undefined in a browser. */
export function desktopOf(window: Window): DesktopApi | undefined {
  return (window as { readonly [DESKTOP]?: DesktopApi })[DESKTOP]
}

/**
 * The bridge of Electron.
 *
 * @param now ms, never going back
 */
export function electronBridge(window: Window, desktop: DesktopApi, now: () => number): HostBridge {
  return {
    ...lookOf(window),
    startDaemon: () => desktop.startDaemon(),
    openLink(url) {
      void desktop.openLink(url).catch(() => undefined)
    },
    download: (path) => saveFrom(window.document, path),
    copyText: (text) => desktop.copyText(text),
    print: () => window.print(),
    views: viewsOver(window, desktop, now),
  }
}

function viewsOver(window: Window, desktop: DesktopApi, now: () => number): AppViews {
  const acted = new Map<string, number>()
  const watchers = new Map<string, Parameters<AppViews['watch']>[1]>()
  desktop.onAppActed((label) => void acted.set(label, now()))
  desktop.onAppLoaded((label) => watchers.get(label)?.loaded())
  desktop.onAppGone((label) => watchers.get(label)?.gone())
  return {
    place: (spot) => void desktop.placeApp(spot).catch(() => watchers.get(spot.label)?.gone()),
    leave: (label) => void desktop.leaveApp(label).catch(() => undefined),
    targetOf: (label) => ({
      // NOTE: the first message of the shell is only a sign; the port beside it is what travels on.
      postMessage(...sent: unknown[]) {
        const ports = sent.find((one) => Array.isArray(one)) as Transferable[] | undefined
        window.postMessage({ type: GREET, label }, window.location.origin, ports ?? [])
      },
    }),
    hasActed: (label) => now() - (acted.get(label) ?? -Infinity) < ACTED_MS,
    watch(label, watcher) {
      watchers.set(label, watcher)
      return () => {
        if (watchers.get(label) === watcher) watchers.delete(label)
      }
    },
  }
}
