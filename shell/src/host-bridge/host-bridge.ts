import type { AppSpot } from './desktop-api.ts'

/** What the window that holds the shell can do for it: a browser here, Electron elsewhere. */
export interface HostBridge {
  /** Where a stopped daemon can be started again; absent where only a command can. */
  readonly startDaemon?: () => Promise<void>
  /** Open a web page outside of Space. The person saw the address and said yes. */
  openLink(url: string): void
  /**
   * Save what is at a path of this window's own origin, as the browser saves files: into the
   * downloads, or where the person says. A window in incognito always asks where.
   */
  download(path: string): void
  copyText(text: string): Promise<void>
  /** Print what the window shows, after the person chose how. */
  print(): void
  /** How the person wants their screen. */
  look(): Look
  /** Tells of each newer look until `signal` fires. */
  watchLook(signal: AbortSignal): AsyncIterable<Look>
  /** Where each app has a view of its own, over the page of the shell; without, it is a frame in it. */
  readonly views?: AppViews
}

export interface AppViews {
  /** Show an app there; one that is new is opened. */
  place(spot: AppSpot): void
  leave(label: string): void
  /** What stands for the window of the app's frame: a port that is posted to it arrives there. */
  targetOf(label: string): Pick<Window, 'postMessage'>
  /** Whether the person just acted in this app. */
  hasActed(label: string): boolean
  /** Tells of each document of the app that has loaded, and when its process is gone; the answer ends that. */
  watch(label: string, watcher: { loaded(): void; gone(): void }): () => void
}

export interface Look {
  readonly isDark: boolean
  readonly reducedMotion: boolean
  readonly highContrast: boolean
}
