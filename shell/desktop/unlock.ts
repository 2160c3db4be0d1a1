import { SpaceError } from '@space/sdk'
import { UNLOCK } from './channels.ts'
import { harden } from './contents.ts'
import type { Contents, Electron, Preferences, Session } from './electron.ts'
import type { Keychain } from './keychain.ts'

const MOST_CHARS = 1024
const SIZE = { width: 460, height: 300, resizable: false, title: 'Space' }

export interface UnlockPowers {
  readonly electron: Pick<Electron, 'BaseWindow' | 'WebContentsView' | 'ipcMain'>
  readonly keychain: Keychain
  readonly session: () => Session
  readonly preferences: (session: Session) => Preferences
  /** Absolute path of the page that asks. */
  readonly page: string
}

/**
 * The passphrase of the keyring: from the system's keychain, or asked of the person in a small window.
 *
 * `isAgain` says that the last one was wrong: what is kept is forgotten.
 * @throws {SpaceError} `aborted` when the person closes that window
 */
export function openUnlock(powers: UnlockPowers): (isAgain: boolean) => Promise<string> {
  const { electron, keychain } = powers
  return async (isAgain) => {
    if (isAgain) await keychain.forget()
    const kept = await keychain.passphrase()
    if (kept !== undefined) return kept
    const { passphrase, isToKeep } = await ask(isAgain)
    if (isToKeep) await keychain.keep(passphrase).catch(() => undefined)
    return passphrase
  }

  async function ask(isAgain: boolean): Promise<{ passphrase: string; isToKeep: boolean }> {
    const window = new electron.BaseWindow(SIZE)
    const view = new electron.WebContentsView({
      webPreferences: powers.preferences(powers.session()),
    })
    harden(view.webContents, { mayShow: () => false, mayFrame: () => false })
    window.contentView.addChildView(view)
    const { width, height } = window.getContentBounds()
    view.setBounds({ x: 0, y: 0, width, height })
    try {
      return await new Promise((resolve, reject) => {
        window.on('closed', () =>
          reject(new SpaceError('aborted', 'Space stays locked', { try: 'open Space again' })),
        )
        answer(view.webContents, resolve)
        const query = { again: String(isAgain), keep: String(keychain.problem() === undefined) }
        view.webContents.loadFile(powers.page, { query }).catch(reject)
      })
    } finally {
      electron.ipcMain.removeHandler(UNLOCK)
      view.webContents.close()
      if (!window.isDestroyed()) window.destroy()
    }
  }

  function answer(
    page: Contents,
    take: (given: { passphrase: string; isToKeep: boolean }) => void,
  ): void {
    electron.ipcMain.handle(
      UNLOCK,
      ({ sender, senderFrame }, passphrase: unknown, keep: unknown) => {
        if (sender !== page || senderFrame === null || senderFrame.parent !== null) {
          throw new Error('Only the page that asks may answer')
        }
        if (typeof passphrase !== 'string' || passphrase.length > MOST_CHARS) return
        take({ passphrase, isToKeep: keep === true })
      },
    )
  }
}
