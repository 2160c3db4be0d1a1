import { SpaceError } from '@space/sdk'
import { linkFragment, spaceLinkOf } from '@space/sdk/links'
import { answerShell } from './calls.ts'
import { GO } from './channels.ts'
import { type DaemonPowers, keepDaemon } from './daemon.ts'
import { takeLinks } from './deep-links.ts'
import type { Electron, Preferences, Session } from './electron.ts'
import { type GatewayPlace, shellOrigin } from './gateway-place.ts'
import { outsideLink } from './outside.ts'
import { saveOurs } from './saving.ts'
import { openSessions, type Sessions } from './sessions.ts'
import { SWITCHES } from './switches.ts'
import { openTray } from './tray.ts'
import { heedLoaded } from './views.ts'
import { openWindow } from './window.ts'

/** What the daemon says of a window that somebody else shows. */
export interface Hosted {
  /** Of the shell, with a code that signs it in, once and within a minute. */
  readonly url: string
  readonly proxyPort: number
}

export interface DesktopPowers {
  readonly electron: Electron
  readonly daemon: Omit<DaemonPowers, 'changed'>
  /** @param link to be shown first */
  readonly hosted: (link: string | undefined) => Promise<Hosted>
  readonly preferences: (of: 'shell' | 'frame', session: Session) => Preferences
  /** Absolute path of a PNG. */
  readonly icon: string
}

/** Be Space on this computer, until the person quits. @param first the link it was started with */
export async function runDesktop(powers: DesktopPowers, first: string | undefined): Promise<void> {
  const { electron } = powers
  const { app } = electron
  let wanted = first
  let sessions: Sessions | undefined
  let place: GatewayPlace = { port: 0, proxyPort: 0 }
  let isQuitting = false

  for (const [name, value] of Object.entries(SWITCHES)) app.commandLine.appendSwitch(name, value)
  app.enableSandbox()
  const isFirst = takeLinks({ app }, (link) => void go(link))
  if (!isFirst) return app.quit()
  await app.whenReady()
  const tray = openTray(electron, powers.icon, {
    open: () => void go(undefined).catch((error: unknown) => tell(electron, error)),
    quit: () => void quit(),
    start: () => void start(),
  })

  const daemon = keepDaemon({
    ...powers.daemon,
    changed(state) {
      tray.show(state)
      if (state.status === 'ready') void follow()
    },
  })
  const sessionsHere = (): Sessions => {
    if (sessions === undefined) throw new SpaceError('offline', 'Space is not running yet')
    return sessions
  }
  const window = openWindow({
    electron,
    place: () => place,
    shellSession: () => sessionsHere().shell(),
    appSession: (label) => sessionsHere().app(label),
    preferences: powers.preferences,
  })

  /** Where the daemon is now: after a restart its proxy has another port. */
  const moveTo = async ({ url, proxyPort }: Hosted): Promise<void> => {
    place = { port: Number(new URL(url).port), proxyPort }
    sessions ??= openSessions(electron, place, (session) =>
      saveOurs(session, () => shellOrigin(place)),
    )
    await sessions.moveTo(place)
  }
  const follow = async (): Promise<void> => {
    // NOTE: only a window that is open has to be moved; one that opens asks anyway.
    if (window.page !== undefined) await moveTo(await powers.hosted(undefined))
  }
  const go = async (link: string | undefined): Promise<void> => {
    wanted = link ?? wanted
    if (sessions === undefined) return
    await open()
  }
  const open = async (): Promise<void> => {
    const link = wanted
    wanted = undefined
    if (window.page !== undefined) {
      const known = link === undefined ? undefined : spaceLinkOf(link)
      if (known !== undefined) window.tell(GO, linkFragment(known))
      return window.show(() => Promise.reject(new Error('it is open')))
    }
    const hosted = await powers.hosted(link)
    await moveTo(hosted)
    return window.show(async () => hosted.url)
  }
  const quit = async (): Promise<void> => {
    if (isQuitting) return
    isQuitting = true
    window.close()
    // What pages kept goes before the daemon does; both may take a moment, and neither keeps the person.
    await sessions?.wipe().catch(() => undefined)
    await daemon.stop().catch(() => undefined)
    tray.close()
    app.quit()
  }
  const start = async (): Promise<void> => {
    try {
      await daemon.start()
      await open()
    } catch (error) {
      tell(electron, error)
    }
  }

  app.on('window-all-closed', () => undefined)
  app.on('activate', () => void go(undefined))
  app.on('before-quit', (event) => {
    if (isQuitting) return
    event.preventDefault()
    void quit()
  })
  app.on('web-contents-created', (_event, contents) => {
    // Whatever else is ever made opens no windows.
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  })
  const origin = (): string => shellOrigin(place)
  answerShell(
    electron,
    { page: () => window.page, origin },
    {
      startDaemon: () => daemon.start(),
      async openLink(url) {
        await electron.shell.openExternal(outsideLink(url))
      },
      async copyText(text) {
        if (typeof text === 'string') await electron.clipboard.writeText(text)
      },
      async placeApp(spot) {
        await window.views?.place(spot)
      },
      async leaveApp(label) {
        window.views?.leave(label)
      },
    },
    (label, ports) => window.views?.greet(label, ports),
  )
  heedLoaded(electron, () => window.views, origin)
  await start()
}

/** What went wrong where no window can say it. */
function tell({ dialog }: Pick<Electron, 'dialog'>, error: unknown): void {
  const known = error instanceof SpaceError ? error : undefined
  const words = [known?.why, known?.try].filter((text) => text !== undefined)
  dialog.showErrorBox(known?.message ?? 'Space could not be opened', words.join('\n'))
}
