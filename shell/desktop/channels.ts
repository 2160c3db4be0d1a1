/** What the pages of the desktop and its main process say to each other. */

/** Asked by the shell's page and answered. */
export const CALLS = {
  startDaemon: 'space:start-daemon',
  openLink: 'space:open-link',
  copyText: 'space:copy-text',
  placeApp: 'space:place-app',
  leaveApp: 'space:leave-app',
} as const

/** Told to the shell's page: something of the view of an app, by its label. */
export const APP_LOADED = 'space:app-loaded'
export const APP_ACTED = 'space:app-acted'
export const APP_GONE = 'space:app-gone'
/** Told to the shell's page: go to what is written after `#`. */
export const GO = 'space:go'

/** Asked by the page that asks for the passphrase. */
export const UNLOCK = 'space:unlock'
