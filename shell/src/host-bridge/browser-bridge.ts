import type { HostBridge } from './host-bridge.ts'
import { lookOf, saveFrom } from './look.ts'

/** The bridge of an ordinary browser. */
export function browserBridge(window: Window): HostBridge {
  return {
    ...lookOf(window),
    openLink(url) {
      window.open(url, '_blank', 'noopener,noreferrer')
    },
    download: (path) => saveFrom(window.document, path),
    copyText: (text) => window.navigator.clipboard.writeText(text),
    print: () => window.print(),
  }
}
