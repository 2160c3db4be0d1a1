/**
 * The map of the house: each room and the rooms it may import from.
 * A room that is not listed cannot exist, an edge that is not listed cannot be drawn.
 * Every core room may import `sdk` (errors and types); that edge is added below.
 */
const CORE: Record<string, readonly string[]> = {
  crypto: [],
  blocks: [],
  rpc: [],
  identity: ['crypto'],
  drive: ['crypto', 'blocks'],
  settings: ['crypto'],
  thumbs: ['crypto', 'drive'],
  grants: ['identity'],
  outside: ['drive', 'grants'],
  apps: ['blocks', 'crypto', 'grants', 'drive'],
}

const UPPER: Record<string, readonly string[]> = {
  api: ['drive', 'grants', 'apps', 'crypto', 'settings', 'thumbs', 'outside'],
  gateway: ['api', 'crypto', 'rpc'],
  home: [...Object.keys(CORE), 'api', 'gateway'],
  daemon: [...Object.keys(CORE), 'api', 'gateway', 'home'],
  cli: ['rpc', 'daemon', 'home'],
}

/** Rooms that speak the wire or offer functions on it. */
const WIRED: ReadonlySet<string> = new Set(['rpc', 'api', 'gateway', 'home', 'daemon', 'cli'])

const coreRooms = Object.entries({ ...CORE, ...UPPER }).map(([room, below]): [string, string[]] => [
  `core/${room}`,
  ['sdk', ...(WIRED.has(room) ? ['sdk/wire'] : []), ...below.map((name) => `core/${name}`)],
])

export const ROOMS: Readonly<Record<string, readonly string[]>> = {
  sdk: [],
  'sdk/wire': ['sdk'],
  'sdk/testing': ['sdk'],
  'core/bin': [],
  ...Object.fromEntries(coreRooms),
  // What windows are made of, and the words in them.
  ui: ['sdk'],
  shell: ['sdk', 'sdk/wire', 'ui'],
  // The window of a computer: Electron around the same shell.
  'shell/desktop': ['sdk', 'shell'],
  // An app that comes with Space is an app: it has the same door as a stranger's.
  'plugins/files': ['sdk', 'ui'],
  // Tests of the whole house look into every room but start the daemon as a person would: by its command.
  test: [
    'sdk',
    'sdk/testing',
    'sdk/wire',
    'shell',
    'shell/desktop',
    'ui',
    'plugins/files',
    'core/bin',
    ...coreRooms.map(([room]) => room).filter((room) => room !== 'core/daemon'),
  ],
}

/**
 * The composition root: the only source files of core that lie beside the rooms.
 * `daemon.ts` is for the commands alone; what it is made of (`home`) may also be opened by tests of the whole house.
 */
export const SINGLE_FILES: Readonly<Record<string, string>> = {
  daemon: 'core/daemon',
  space: 'core/home',
  facets: 'core/home',
}

/** Ports: files of another room from which a room may take types, and nothing that runs. */
export const PORTS: Readonly<Record<string, readonly string[]>> = {
  'core/cli': ['core/src/drive/drive.ts'],
}

/** What tests inside a room may use besides what the room may: real keys instead of pretended ones. */
export const TESTS_ALSO: Readonly<Record<string, readonly string[]>> = {
  'core/drive': ['core/identity'],
  sdk: ['sdk/testing'],
  'plugins/files': ['sdk/testing'],
}

/** Rooms whose libraries are fewer than their workspace's manifest allows. */
export const LIBRARIES: Readonly<Record<string, readonly string[]>> = {
  sdk: ['comlink'],
  'sdk/wire': [],
  'core/bin': [],
  'shell/desktop': ['electron', 'vite'],
}

/**
 * Libraries that only these files import at run time; types of them are free. Importing electron outside of Electron
 * starts a download.
 */
export const ENTRIES: Readonly<Record<string, readonly string[]>> = {
  electron: [
    'shell/desktop/main.ts',
    'shell/desktop/preload.ts',
    'shell/desktop/frame-preload.ts',
    'shell/desktop/unlock-preload.ts',
  ],
}

/** Built-ins that compute and touch nothing outside; all others are effects. */
export const PURE_BUILTINS: ReadonlySet<string> = new Set([
  'node:assert',
  'node:buffer',
  'node:crypto',
  'node:path',
  'node:url',
  'node:util',
  'node:zlib',
])

/**
 * The edge of the house: the only files that may reach disk, network, processes, threads or `process`.
 * Add a file here when it *is* an edge; give logic its stores and clocks as arguments instead.
 * Each is named: a new file beside one of them is no edge before it is put here.
 */
export const EDGES: ReadonlySet<string> = new Set([
  // the launcher: it runs before anything is installed
  'core/bin/build.js',
  'core/bin/ground.js',
  'core/bin/install.js',
  'core/bin/nodes.js',
  'core/bin/space.js',
  // one line of facts about this process
  'core/src/facets.ts',
  // homes on disk
  'core/src/home/anew.ts',
  'core/src/home/doctor.ts',
  'core/src/home/drive-of.ts',
  'core/src/home/folder.ts',
  'core/src/home/heap.ts',
  'core/src/home/lock.ts',
  'core/src/home/open.ts',
  'core/src/home/person.ts',
  'core/src/home/platform.ts',
  'core/src/home/reserve.ts',
  'core/src/home/root-file.ts',
  // the command line: terminal, folders of this machine, and the daemon it starts
  'core/src/cli/ask.ts',
  'core/src/cli/commands/add.ts',
  'core/src/cli/commands/du.ts',
  'core/src/cli/commands/init.ts',
  'core/src/cli/commands/start.ts',
  'core/src/cli/main.ts',
  'core/src/cli/names.ts',
  'core/src/cli/no-home.ts',
  'core/src/cli/powers.ts',
  'core/src/cli/run.ts',
  'core/src/cli/spawn.ts',
  // optional native code: createRequire
  'core/src/crypto/native.ts',
  // the keyring on disk
  'core/src/identity/keyring.ts',
  'core/src/identity/read-small.ts',
  'core/src/identity/write-durably.ts',
  // the store: segments on disk and one SQLite file
  'core/src/blocks/block-table.ts',
  'core/src/blocks/compact.ts',
  'core/src/blocks/files.ts',
  'core/src/blocks/index-reader.ts',
  'core/src/blocks/index.ts',
  'core/src/blocks/lock.ts',
  'core/src/blocks/recovery.ts',
  'core/src/blocks/segment-reader.ts',
  'core/src/blocks/segment-writer.ts',
  'core/src/blocks/segments.ts',
  // reading and writing people's files, and the threads that do it
  'core/src/drive/content/contents.ts',
  'core/src/drive/content/open-files.ts',
  'core/src/drive/content/open-worker.ts',
  'core/src/drive/content/pool-workers.ts',
  'core/src/drive/content/read.ts',
  'core/src/drive/content/seal-worker.ts',
  'core/src/drive/content/source-worker.ts',
  'core/src/drive/content/worker.ts',
  'core/src/drive/export-draft.ts',
  'core/src/drive/export-outside.ts',
  'core/src/drive/export.ts',
  'core/src/drive/import.ts',
  'core/src/drive/views/slices.ts',
  'core/src/drive/walk.ts',
  // the lines of other programs to the daemon
  'core/src/rpc/socket.ts',
  'core/src/rpc/websocket.ts',
  // the server that browsers talk to, and what it serves to run in the pages of apps
  'core/src/gateway/answer.ts',
  'core/src/gateway/assets.ts',
  'core/src/gateway/browser.ts',
  'core/src/gateway/guard-script.ts',
  'core/src/gateway/guard.js',
  'core/src/gateway/hello.ts',
  'core/src/gateway/peer.ts',
  'core/src/gateway/proxy.ts',
  'core/src/gateway/server.ts',
  'core/src/gateway/sockets.ts',
  // folders of apps, and one SQLite file for those that are installed
  'core/src/apps/bundle.ts',
  'core/src/apps/registry.ts',
  // the network for apps
  'core/src/api/fetching.ts',
  // one SQLite file beside the store
  'core/src/settings/rows.ts',
  // unlocked copies on this computer, and the programs that open them
  'core/src/outside/copies.ts',
  'core/src/outside/programs.ts',
  // small pictures: their SQLite file, and the processes that make them
  'core/src/thumbs/maker.ts',
  'core/src/thumbs/store.ts',
  'core/src/thumbs/thumb-process.ts',
  // the page of an app: its fetch of capability URLs
  'sdk/src/client/open.ts',
  // Files: its fetch of capability URLs, and work that would hold the page up, in threads beside it
  'plugins/files/src/open-files.ts',
  'plugins/files/src/preview/aside.ts',
  'plugins/files/src/preview/markdown-view.tsx',
  'plugins/files/src/preview/text-view.tsx',
  // what of pdfjs comes along
  'plugins/files/vite.config.ts',
  // Electron: where it begins, the daemon it starts, and what runs it here
  'shell/desktop/build.ts',
  'shell/desktop/daemon-process.ts',
  'shell/desktop/main.ts',
  'shell/desktop/sealed-file.ts',
  // the shell's own line to the daemon
  'shell/src/daemon/redeem.ts',
  'shell/src/daemon/websocket.ts',
])

/**
 * The files that tell or wait for time, or draw lots, and are no edge; all others are given `now` and the like,
 * so that their tests need no patience.
 */
export const TIMED: ReadonlySet<string> = new Set([
  // where clocks are given out
  'core/src/home/drives.ts',
  'shell/src/main.tsx',
  'shell/desktop/main.ts',
  // randomness for all rooms, and much of it into a buffer that is there
  'core/src/crypto/hash.ts',
  'core/src/drive/content/block-stream.ts',
  // lets others have a turn
  'core/src/api/zip.ts',
  'core/src/drive/verify.ts',
  // how much a line asks for in a second, how long a page waits for Space, and what its double names
  'sdk/src/connect.ts',
  'sdk/src/wire/server.ts',
  'sdk/src/testing/urls.ts',
  // the window of Files: what opens, comes or is counted after a while, and words typed letter by letter
  'plugins/files/src/bring/drops.ts',
  'plugins/files/src/dragging/targets.ts',
  'plugins/files/src/list/clock-store.ts',
  'plugins/files/src/list/keyboard.ts',
  'plugins/files/src/list/marquee.tsx',
  'plugins/files/src/list/selection-bar.tsx',
  'plugins/files/src/list/thumb.tsx',
  'plugins/files/src/app.tsx',
  'plugins/files/src/main.tsx',
  // the window: what shows after a while, ticks, or is closed to a hasty click
  'shell/src/connection/lost.tsx',
  'shell/src/consent/settled.ts',
  'shell/src/frame/app-frame.tsx',
  'shell/src/frame/hold-focus.ts',
  'shell/src/frame/liveness.ts',
  'shell/src/picker/entry-list.tsx',
  'shell/src/space.tsx',
  'shell/src/toasts/toasts.tsx',
  'ui/src/parts/menu.tsx',
  'ui/src/parts/skeleton.tsx',
  // Files: what waits for a pause of the person, or for a thread that may be astray
  'plugins/files/src/menus/commands.ts',
  'plugins/files/src/preview/aside.ts',
  'plugins/files/src/preview/editor.tsx',
  'plugins/files/src/preview/pdf-view.tsx',
])

/** What the gateway serves to every app, and the file it is made from. */
export const SERVED: Readonly<Record<string, string>> = {
  '/space/sdk.js': 'sdk/src/browser.ts',
}

/** Files that may import by a computed name: the launcher's list of programs, and an attack. */
export const COMPUTED_IMPORTS: ReadonlySet<string> = new Set([
  'core/bin/space.js',
  'test/apps/hostile/vectors/code.js',
])

/** Files beside the code that serve its tests only. `sdk/src/testing` is a room: apps test themselves with it. */
export const TEST_FILE =
  /\.(?:test|contract|samples)\.tsx?$|\/(?:vectors|fake)\/|^(?!sdk\/).*\/testing\//

/** Everything that may lie at the top. Folders and files that come with installing are git-ignored. */
export const TOP_LEVEL: ReadonlySet<string> = new Set([
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  '.knip.json',
  '.ci',
  '.githooks',
  '.gitignore',
  '.npmrc',
  '.oxfmtrc.json',
  '.oxlintrc.json',
  'README.md',
  'LICENSE',
  'SECURITY.md',
  'CONTRIBUTING.md',
  'core',
  'plugins',
  'sdk',
  'shell',
  'test',
  'ui',
])

/** Names that say nothing about what is inside. */
export const BANNED_NAME = /(?:^|[/.-])(?:utils?|helpers?|common|misc|managers?)(?:[/.-]|$)/i

export const MOST_LINES = 400
