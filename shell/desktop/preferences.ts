import type { Preferences, Session } from './electron.ts'

/** What every page of the desktop is shown with; a test holds this list against the checklist. */
const STRICT = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInSubFrames: false,
  nodeIntegrationInWorker: false,
  webSecurity: true,
  webviewTag: false,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  enableDeprecatedPaste: false,
  navigateOnDragDrop: false,
  plugins: false,
  safeDialogs: true,
  // Its dictionaries come from a server of Google.
  spellcheck: false,
  // What was compiled must not stay on the disk: it tells what was opened.
  v8CacheOptions: 'none',
} as const satisfies Preferences

/**
 * @param preload absolute path of the one script that speaks with the main process
 * @param hasTools whether the person may look inside; never in what is shipped
 */
export function preferences(session: Session, preload: string, hasTools: boolean): Preferences {
  return { ...STRICT, devTools: hasTools, session, preload }
}
