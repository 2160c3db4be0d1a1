/** What the desktop's preload gives to the page of the shell: frozen, a few words, and nothing of Electron. */
export interface DesktopApi {
  startDaemon(): Promise<void>
  openLink(url: string): Promise<void>
  copyText(text: string): Promise<void>
  placeApp(spot: AppSpot): Promise<void>
  leaveApp(label: string): Promise<void>
  /** The document of an app has loaded, in its own view. */
  onAppLoaded(tell: (label: string) => void): void
  /** The person pressed a key or a button in an app. */
  onAppActed(tell: (label: string) => void): void
  /** The process of an app has ended. */
  onAppGone(tell: (label: string) => void): void
}

/** The name under which the page finds it. */
export const DESKTOP = 'spaceDesktop'

/**
 * The message with a port for an app: `{ type, label }` from the shell's page to itself, for the preload; `{ type }`
 * from the preload of a frame page to that page.
 */
export const GREET = 'space:greet'
/** What a frame page says to itself, for its preload: the document of its app has loaded. */
export const LOADED = 'space:loaded'

/** Where the view of an app is, and what it shows. */
export interface AppSpot {
  readonly label: string
  readonly url: string
  /** In CSS pixels of the window's page. */
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly isVisible: boolean
}
