import type { HostBridge, Look } from './host-bridge.ts'

const QUERIES = {
  isDark: '(prefers-color-scheme: dark)',
  reducedMotion: '(prefers-reduced-motion: reduce)',
  highContrast: '(prefers-contrast: more), (forced-colors: active)',
} as const

/** The bridge of an ordinary browser. */
export function browserBridge(window: Window): HostBridge {
  const lists = Object.values(QUERIES).map((query) => window.matchMedia(query))
  const look = (): Look => {
    const [isDark, reducedMotion, highContrast] = lists.map(({ matches }) => matches)
    return {
      isDark: isDark === true,
      reducedMotion: reducedMotion === true,
      highContrast: highContrast === true,
    }
  }
  return {
    look,
    openLink(url) {
      window.open(url, '_blank', 'noopener,noreferrer')
    },
    download(path) {
      const link = window.document.createElement('a')
      link.href = path
      link.download = ''
      link.click()
    },
    copyText: (text) => window.navigator.clipboard.writeText(text),
    print: () => window.print(),
    async *watchLook(signal) {
      let changed = Promise.withResolvers<void>()
      const tell = (): void => changed.resolve()
      signal.addEventListener('abort', tell)
      for (const list of lists) list.addEventListener('change', tell, { signal })
      while (!signal.aborted) {
        await changed.promise
        changed = Promise.withResolvers<void>()
        if (!signal.aborted) yield look()
      }
    },
  }
}
