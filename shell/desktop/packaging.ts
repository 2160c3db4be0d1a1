/**
 * How the desktop is packed, as plain data for electron-builder 26 (`electron-builder --config`). It is made from a
 * staged folder, so that nothing of this project's tools is in a package:
 *
 * - `stage/app`: what `build.ts` makes, and a `package.json` that names `main.mjs`
 * - `stage/node`: the Node of this project for the system that is packed for
 * - `stage/space`: the project as `npm ci --omit=dev` leaves it, with its pages built
 */

/** Nobody runs other code under our name, whatever environment or arguments they give. */
export const FUSES = {
  runAsNode: false,
  enableCookieEncryption: true,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  loadBrowserProcessSpecificV8Snapshot: false,
  grantFileProtocolExtraPrivileges: false,
} as const

/** Of the Linux menu: what is beside name, program and icon. */
export const DESKTOP_ENTRY = {
  GenericName: 'File drive',
  Comment: 'Your files, private, in one place that is yours',
  Categories: 'Utility;FileTools;FileManager;',
  Keywords: 'files;drive;private;encrypted;photos;notes;',
  MimeType: 'x-scheme-handler/space;',
  StartupNotify: 'true',
  StartupWMClass: 'Space',
  Terminal: 'false',
} as const

export const PACKAGING = {
  appId: 'org.space.desktop',
  productName: 'Space',
  electronVersion: '45.4.1',
  directories: { app: 'stage/app', output: 'stage/made', buildResources: 'stage/resources' },
  files: ['**/*'],
  extraResources: [
    { from: 'stage/node', to: 'node' },
    { from: 'stage/space', to: 'space' },
  ],
  asar: true,
  electronFuses: FUSES,
  npmRebuild: false,
  // Updates are asked of nobody until the person says so.
  publish: null,
  artifactName: 'space-${version}-${os}-${arch}.${ext}',
  protocols: [{ name: 'Space', schemes: ['space'], role: 'Viewer' }],
  linux: {
    target: ['AppImage', 'deb'],
    category: 'Utility',
    executableName: 'space-desktop',
    synopsis: 'A private file drive',
    desktop: { entry: DESKTOP_ENTRY },
  },
  deb: { priority: 'optional', recommends: ['gnome-keyring | kwalletmanager'] },
  mac: {
    target: ['dmg'],
    category: 'public.app-category.productivity',
    hardenedRuntime: true,
    gatekeeperAssess: false,
    notarize: true,
  },
  dmg: { writeUpdateInfo: false },
  win: { target: ['nsis'] },
  nsis: {
    oneClick: false,
    perMachine: false,
    allowElevation: false,
    allowToChangeInstallationDirectory: true,
    // The person's files are theirs, also when the program goes.
    deleteAppDataOnUninstall: false,
  },
} as const

/** The text of the entry of the Linux menu, as electron-builder writes it. */
export function desktopFile(program: string): string {
  const lines = {
    Type: 'Application',
    Name: PACKAGING.productName,
    Exec: `${program} %U`,
    Icon: PACKAGING.linux.executableName,
    ...DESKTOP_ENTRY,
  }
  const all = Object.entries(lines).map(([key, value]) => `${key}=${value}`)
  return `[Desktop Entry]\n${all.join('\n')}\n`
}
