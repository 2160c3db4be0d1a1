/** What of Electron the desktop is made with. Types only: importing electron anywhere but in Electron starts a download. */
import type * as electron from 'electron'

export type Electron = Pick<
  typeof electron,
  | 'app'
  | 'BaseWindow'
  | 'clipboard'
  | 'dialog'
  | 'ipcMain'
  | 'Menu'
  | 'nativeImage'
  | 'safeStorage'
  | 'session'
  | 'shell'
  | 'Tray'
  | 'WebContentsView'
>
export type Contents = electron.WebContents
export type Frame = electron.WebFrameMain
export type MainPort = electron.MessagePortMain
export type Session = electron.Session
export type View = electron.WebContentsView
export type Preferences = electron.WebPreferences
