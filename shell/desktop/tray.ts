import type { Electron } from './electron.ts'
import type { DaemonState } from './daemon.ts'

export interface TrayActs {
  open(): void
  quit(): void
  start(): void
}

/** The small sign of Space that stays when its window is closed. */
export interface SpaceTray {
  show(state: DaemonState): void
  close(): void
}

/** @param icon absolute path of a PNG */
export function openTray(
  { Tray, Menu, nativeImage }: Pick<Electron, 'Tray' | 'Menu' | 'nativeImage'>,
  icon: string,
  acts: TrayActs,
): SpaceTray {
  const tray = new Tray(nativeImage.createFromPath(icon))
  tray.on('click', acts.open)
  return {
    show(state) {
      const words = trayWords(state)
      tray.setToolTip(`Space: ${words}`)
      const isStopped = state.status === 'failed' || state.status === 'waiting'
      tray.setContextMenu(
        Menu.buildFromTemplate([
          { label: words, enabled: false },
          ...(isStopped ? [{ label: 'Start again now', click: acts.start }] : []),
          { type: 'separator' },
          { label: 'Open Space', click: acts.open },
          { label: 'Quit Space', click: acts.quit },
        ]),
      )
    },
    close: () => tray.destroy(),
  }
}

/** How the daemon stands, for people. */
export function trayWords(state: DaemonState): string {
  switch (state.status) {
    case 'starting':
      return 'Starting'
    case 'ready':
      return 'Running'
    case 'locked':
      return 'Waits for your passphrase'
    case 'waiting':
      return 'Stopped, and starts again by itself'
    case 'failed':
      return `Stopped: ${state.error.message}`
    case 'stopped':
      return 'Stopped'
  }
}
