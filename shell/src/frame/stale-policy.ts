const KEY = 'space:loaded-for'

export interface StalePolicyPowers {
  /** The document, which hears of frames that its policy blocked. */
  readonly document: EventTarget
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>
  readonly isInstalled: (origin: string) => boolean
  readonly reload: () => void
  /** Calls `go` when nothing is lost by it, or the person says so. */
  readonly ask: (origin: string, go: () => void) => void
}

/**
 * The policy of this document names the origins of the apps that were installed when it was served,
 * and no frame goes anywhere else. When that blocks an app which came later, load the document anew;
 * its tabs outlive that.
 *
 * Only for apps that are installed, and once in a row for each: a frame that wanders off is blocked
 * as well, and must not have the window loaded again and again.
 */
export function reloadForNewApps({
  document,
  storage,
  isInstalled,
  reload,
  ask,
}: StalePolicyPowers): void {
  document.addEventListener('securitypolicyviolation', (event) => {
    const { effectiveDirective, blockedURI } = event as SecurityPolicyViolationEvent
    if (effectiveDirective !== 'frame-src' || !URL.canParse(blockedURI)) return
    const { origin } = new URL(blockedURI)
    if (!isInstalled(origin) || storage.getItem(KEY) === origin) return
    ask(origin, () => {
      storage.setItem(KEY, origin)
      reload()
    })
  })
}
