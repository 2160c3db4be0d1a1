import type { HostBridge, Look } from './host-bridge.ts'

const QUERIES = {
  isDark: '(prefers-color-scheme: dark)',
  reducedMotion: '(prefers-reduced-motion: reduce)',
  highContrast: '(prefers-contrast: more), (forced-colors: active)',
} as const

/** How the person wants their screen, as a page is told it. */
export function lookOf(window: Pick<Window, 'matchMedia'>): Pick<HostBridge, 'look' | 'watchLook'> {
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

/** Have the page save what is at a path of its own origin, as a person would by a link. */
export function saveFrom(document: Document, path: string): void {
  const link = document.createElement('a')
  link.href = path
  link.download = ''
  link.click()
}
