import { type AppSpot, GREET, LOADED } from '../src/host-bridge/desktop-api.ts'
import { APP_ACTED, APP_GONE, APP_LOADED } from './channels.ts'
import { harden } from './contents.ts'
import type { Contents, Electron, MainPort, Preferences, Session, View } from './electron.ts'
import { appOrigin, framePage, type GatewayPlace, isLabel, isWithin } from './gateway-place.ts'

/** The views of apps in one window, each with a page, a process and a session of its own. */
export interface AppViews {
  /** Show an app where the shell keeps room for it; what is no place of an app is refused. */
  place(spot: unknown): Promise<void>
  leave(label: unknown): void
  /** Hand a port of the shell to the document of an app. */
  greet(label: unknown, ports: readonly MainPort[]): void
  /** A frame page says that its document has loaded. */
  loaded(sender: Contents): void
  close(): void
}

export interface ViewPowers {
  readonly electron: Pick<Electron, 'WebContentsView'>
  readonly place: () => GatewayPlace
  readonly sessionOf: (label: string) => Promise<Session>
  readonly preferences: (session: Session) => Preferences
  /** The window's own content, over which apps lie. */
  readonly stage: Pick<View, 'addChildView' | 'removeChildView'>
  /** Tell the page of the shell. */
  readonly tell: (channel: string, label: string) => void
}

const MOST_PIXELS = 32_768
/** What a person does with their hands, as against what follows from it. */
const ACTS: ReadonlySet<string> = new Set(['mouseDown', 'keyDown', 'rawKeyDown', 'touchEnd'])

export function openViews(powers: ViewPowers): AppViews {
  const views = new Map<string, { view: View; url: string }>()
  /** What each app is to show; one that was left meanwhile is not opened any more. */
  const wanted = new Map<string, string>()

  const close = (label: string): void => {
    const there = views.get(label)
    if (there === undefined) return
    views.delete(label)
    powers.stage.removeChildView(there.view)
    there.view.webContents.close()
  }
  const open = async (label: string, url: string): Promise<View | undefined> => {
    const session = await powers.sessionOf(label)
    if (wanted.get(label) !== url) return undefined
    const raced = views.get(label)
    if (raced !== undefined) return raced.view
    const view = new powers.electron.WebContentsView({
      webPreferences: powers.preferences(session),
    })
    views.set(label, { view, url })
    const { webContents } = view
    const page = framePage(url, powers.place())
    harden(webContents, {
      mayShow: (to) => to === page,
      mayFrame: (to) => isWithin(to, [appOrigin(label, powers.place())]),
    })
    webContents.on('input-event', (_event, { type }) => {
      if (ACTS.has(type)) powers.tell(APP_ACTED, label)
    })
    webContents.on('render-process-gone', () => {
      if (views.get(label)?.view !== view) return
      close(label)
      powers.tell(APP_GONE, label)
    })
    powers.stage.addChildView(view)
    await webContents.loadURL(page).catch(() => {
      // The daemon is away: the shell says so, and has it opened anew.
    })
    return view
  }

  return {
    async place(given) {
      const { label, url, isVisible, ...at } = readSpot(given, powers.place())
      const there = views.get(label)
      // Another address is another frame: what ran there ends.
      if (there !== undefined && there.url !== url) close(label)
      wanted.set(label, url)
      const view = views.get(label)?.view ?? (await open(label, url))
      if (view === undefined) return
      view.setBounds(at)
      view.setVisible(isVisible && at.width > 0 && at.height > 0)
    },
    leave(label) {
      if (!isLabel(label)) return
      wanted.delete(label)
      close(label)
    },
    greet(label, ports) {
      const [port, ...more] = ports
      const there = isLabel(label) ? views.get(label) : undefined
      for (const one of more) one.close()
      if (port === undefined) return
      if (there === undefined) port.close()
      else there.view.webContents.postMessage(GREET, null, [port])
    },
    loaded(sender) {
      for (const [label, { view }] of views) {
        if (view.webContents === sender) powers.tell(APP_LOADED, label)
      }
    },
    close() {
      wanted.clear()
      for (const label of views.keys()) close(label)
    },
  }
}

/** @throws {TypeError} for what is no place of an app of this gateway */
function readSpot(given: unknown, place: GatewayPlace): AppSpot {
  const spot = (typeof given === 'object' && given !== null ? given : {}) as Partial<AppSpot>
  const { label, url, isVisible } = spot
  if (!isLabel(label)) throw new TypeError('This is no app')
  if (typeof url !== 'string' || url.length > 2048 || !isWithin(url, [appOrigin(label, place)])) {
    throw new TypeError('This is not where the app is')
  }
  const pixels = (value: unknown): number => {
    if (typeof value !== 'number' || !(Math.abs(value) <= MOST_PIXELS)) {
      throw new TypeError('This is no place in the window')
    }
    return Math.round(value)
  }
  return {
    label,
    url,
    isVisible: isVisible === true,
    x: pixels(spot.x),
    y: pixels(spot.y),
    width: pixels(spot.width),
    height: pixels(spot.height),
  }
}

/** Only a whole frame page may say so: its app is a frame inside, and has no preload. */
export function heedLoaded(
  { ipcMain }: Pick<Electron, 'ipcMain'>,
  views: () => Pick<AppViews, 'loaded'> | undefined,
  origin: () => string,
): void {
  ipcMain.on(LOADED, (event) => {
    const { senderFrame: frame } = event
    if (frame?.parent !== null || frame.origin !== origin()) return
    views()?.loaded(event.sender)
  })
}
