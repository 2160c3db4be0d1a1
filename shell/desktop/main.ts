/** Where Electron begins. All that is decided is decided elsewhere, over types alone; here it gets the real things. */
import { join } from 'node:path'
import * as electron from 'electron'
import { answerOf, launchDaemon, type SpaceCommand } from './daemon-process.ts'
import { linkAmong } from './deep-links.ts'
import { type Hosted, runDesktop } from './desktop.ts'
import type { Session } from './electron.ts'
import { openKeychain } from './keychain.ts'
import { preferences } from './preferences.ts'
import { sealedFile } from './sealed-file.ts'
import { closedSession } from './sessions.ts'
import { commandLine } from './places.ts'
import { openUnlock } from './unlock.ts'

const { app } = electron
const command: SpaceCommand = {
  line: commandLine({
    isPackaged: app.isPackaged,
    resources: process.resourcesPath,
    here: import.meta.dirname,
    env: process.env,
    platform: process.platform,
  }),
  logs: app.getPath('logs'),
  env: process.env,
}
const shown = (preload: string) => (session: Session) =>
  preferences(session, join(import.meta.dirname, preload), !app.isPackaged)
const unlockPage = join(import.meta.dirname, 'unlock.html')
const unlock = openUnlock({
  electron,
  keychain: openKeychain(
    electron,
    process.platform,
    sealedFile(join(app.getPath('userData'), 'passphrase')),
  ),
  session: () => closedSession(electron, 'unlock', unlockPage),
  preferences: shown('unlock-preload.cjs'),
  page: unlockPage,
})

// NOTE: not awaited: Electron is ready only when this module has been run to its end.
void runDesktop(
  {
    electron,
    daemon: {
      launch: (passphrase) => launchDaemon(command, passphrase),
      passphrase: unlock,
      now: Date.now,
      wait: (ms, signal) =>
        new Promise((resolve) => {
          const timer = setTimeout(resolve, ms)
          signal.addEventListener('abort', () => {
            clearTimeout(timer)
            resolve()
          })
        }),
    },
    async hosted(link) {
      const words = link === undefined ? [] : [link]
      const { window } = (await answerOf(command, ['open', '--hosted', ...words])) as {
        window: Hosted
      }
      return window
    },
    preferences: (of, session) =>
      shown(of === 'shell' ? 'preload.cjs' : 'frame-preload.cjs')(session),
    icon: join(import.meta.dirname, 'icon.png'),
  },
  linkAmong(process.argv.slice(1)),
).catch((error: unknown) => {
  electron.dialog.showErrorBox('Space could not be opened', String(error))
  app.exit(1)
})
