import type { Session } from './electron.ts'

/** Below the shell's own origin, where the gateway hands out what the person said they want to save. */
const SAVING = '/~save/'

/** Let the shell save what it asked the daemon for, and nothing else; the system asks where. */
export function saveOurs(session: Session, origin: () => string): void {
  session.on('will-download', (event, item) => {
    const isOurs = item.getURLChain().every((url) => url.startsWith(`${origin()}${SAVING}`))
    if (!isOurs) return event.preventDefault()
    return item.setSaveDialogOptions({ properties: ['showOverwriteConfirmation'] })
  })
}
