import type { Contents, Electron, Preferences, Session } from './electron.ts'
import { harden } from './contents.ts'
import { type GatewayPlace, isWithin, shellOrigin } from './gateway-place.ts'
import { type AppViews, openViews } from './views.ts'

/** The one window of Space: the shell's page, and the views of apps over it. */
export interface SpaceWindow {
  /** The page of the shell; undefined when the window is closed. */
  readonly page: Contents | undefined
  readonly views: AppViews | undefined
  /** Bring it to the front, or open it. @param url of the shell, with a code when it is to be signed in */
  show(url: () => Promise<string>): Promise<void>
  tell(channel: string, value: string): void
  close(): void
}

export interface WindowPowers {
  readonly electron: Pick<Electron, 'BaseWindow' | 'WebContentsView'>
  readonly place: () => GatewayPlace
  readonly shellSession: () => Promise<Session>
  readonly appSession: (label: string) => Promise<Session>
  /** @param of whose page: the shell's, or the one that holds an app */
  readonly preferences: (of: 'shell' | 'frame', session: Session) => Preferences
}

const SIZE = { width: 1280, height: 820, minWidth: 390, minHeight: 480 }

export function openWindow(powers: WindowPowers): SpaceWindow {
  const { electron, place } = powers
  let open:
    | { window: InstanceType<Electron['BaseWindow']>; page: Contents; views: AppViews }
    | undefined
  let opening: Promise<void> | undefined

  const make = async (url: () => Promise<string>): Promise<void> => {
    const session = await powers.shellSession()
    const address = await url()
    const window = new electron.BaseWindow({ ...SIZE, title: 'Space', show: false })
    const shell = new electron.WebContentsView({
      webPreferences: powers.preferences('shell', session),
    })
    const { webContents: page } = shell
    // An app is never a frame of this page: each has a view of its own.
    harden(page, {
      mayShow: (to) => isWithin(to, [shellOrigin(place())]),
      mayFrame: () => false,
    })
    window.contentView.addChildView(shell)
    const fit = (): void => {
      const { width, height } = window.getContentBounds()
      shell.setBounds({ x: 0, y: 0, width, height })
    }
    fit()
    window.on('resize', fit)
    const views = openViews({
      electron,
      place,
      sessionOf: powers.appSession,
      preferences: (given) => powers.preferences('frame', given),
      stage: window.contentView,
      tell: (channel, label) => page.send(channel, label),
    })
    open = { window, page, views }
    // What an app shows ends with the page that asked for it.
    page.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
      if (isMainFrame && !isSameDocument) views.close()
    })
    window.on('closed', () => {
      views.close()
      page.close()
      open = undefined
    })
    // A code that is shown in no window is spent all the same: nobody else can use it.
    await page.loadURL(address).catch(() => undefined)
    if (!window.isDestroyed()) window.show()
  }

  return {
    get page() {
      return open?.page
    },
    get views() {
      return open?.views
    },
    async show(url) {
      if (open !== undefined) {
        if (open.window.isMinimized()) open.window.restore()
        open.window.show()
        return open.window.focus()
      }
      opening ??= make(url).finally(() => {
        opening = undefined
      })
      return opening
    },
    tell(channel, value) {
      open?.page.send(channel, value)
    },
    close() {
      open?.window.close()
    },
  }
}
