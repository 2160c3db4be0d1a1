import { GREET } from '../src/host-bridge/desktop-api.ts'
import { CALLS } from './channels.ts'
import type { Contents, Electron, Frame, MainPort } from './electron.ts'

/** What the page of the shell may ask of this machine. Parameters come as they were sent. */
export interface ShellCalls {
  startDaemon(): Promise<void>
  openLink(url: unknown): Promise<void>
  copyText(text: unknown): Promise<void>
  placeApp(spot: unknown): Promise<void>
  leaveApp(label: unknown): Promise<void>
}

export interface Askers {
  /** The page of the shell; undefined while there is none. */
  readonly page: () => Contents | undefined
  /** Of the shell. */
  readonly origin: () => string
}

/** Answer the shell's own page, and nobody else: no other page, no frame in it, no other origin. */
export function answerShell(
  { ipcMain }: Pick<Electron, 'ipcMain'>,
  askers: Askers,
  calls: ShellCalls,
  greet: (label: unknown, ports: readonly MainPort[]) => void,
): void {
  for (const [name, channel] of Object.entries(CALLS)) {
    ipcMain.handle(channel, async ({ sender, senderFrame }, value: unknown) => {
      if (!isShell(sender, senderFrame, askers)) throw new Error('Only Space itself may ask this')
      return calls[name as keyof ShellCalls](value)
    })
  }
  ipcMain.on(GREET, ({ sender, senderFrame, ports }, label: unknown) => {
    if (isShell(sender, senderFrame, askers)) return greet(label, ports)
    for (const port of ports) port.close()
  })
}

function isShell(sender: Contents, frame: Frame | null, { page, origin }: Askers): boolean {
  // NOTE: the frame is null when it has gone elsewhere since it asked.
  return sender === page() && frame !== null && frame.parent === null && frame.origin === origin()
}
