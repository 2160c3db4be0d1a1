/** Somebody with a daemon in a process of its own and an ordinary browser, and nothing there before. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import {
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core'
import { createHome } from '../../core/src/home/open.ts'

const PROGRAM = join(import.meta.dirname, '../../core/src/cli/run.ts')
const CHROMIUM = '/usr/bin/chromium'

export interface Person extends AsyncDisposable {
  readonly dir: string
  readonly home: string
  /** What a window shows of this space, in a tab that was signed in by its code. */
  open(): Promise<Page>
  /** The profile of the browser, once that was closed. */
  closeBrowser(): Promise<string>
  command(...words: string[]): Promise<string>
  /** The daemon ends as by a power cut. */
  kill(): Promise<void>
  /** The daemon ends as by a power cut, and another one starts. */
  restart(...words: string[]): Promise<void>
}

export interface PersonOptions {
  /** Where the first window begins. */
  readonly begin?: 'welcome' | 'home'
  /** How far the first daemon's clock is behind, ms; those after a restart have the right time. */
  readonly behindMs?: number
  /** Where the home lies; a folder of the test's own unless it says where. */
  readonly home?: string
  readonly browser?: Pick<
    BrowserContextOptions,
    'viewport' | 'hasTouch' | 'isMobile' | 'deviceScaleFactor' | 'reducedMotion' | 'forcedColors'
  >
}

/** What `npm start` leaves on a machine with a display before its window is there. */
export async function newPerson({
  begin = 'welcome',
  behindMs = 0,
  home: where,
  browser = {},
}: PersonOptions = {}): Promise<Person> {
  await using stack = new AsyncDisposableStack()
  const dir = mkdtempSync(join(tmpdir(), 'space-person-'))
  stack.defer(() => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }))
  const home = where ?? join(dir, 'home')
  await createHome({ dir: home, name: 'laptop', protection: { kind: 'file' }, begin })
  const env = { ...process.env, SPACE_HOME: home, XDG_RUNTIME_DIR: dir }
  const start = async (
    words: readonly string[],
    clock: readonly string[],
  ): Promise<ChildProcess> => {
    // What it says lies in the folder that is searched for the words.
    const log = openSync(join(dir, 'daemon.log'), 'a')
    const daemon = spawn(process.execPath, [...clock, PROGRAM, 'start', '--foreground', ...words], {
      env,
      stdio: ['ignore', log, log, 'ipc'],
    })
    closeSync(log)
    await once(daemon, 'message')
    return daemon
  }
  let daemon = await start([], clockBehind(behindMs))
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const gone = once(daemon, 'exit')
    if (daemon.exitCode !== null || daemon.signalCode !== null) return
    daemon.kill(signal)
    await gone
  }
  stack.defer(() => end('SIGINT'))
  const command = async (...words: string[]): Promise<string> =>
    (await promisify(execFile)(process.execPath, [PROGRAM, ...words], { env })).stdout
  const profile = join(dir, 'profile')
  let context: BrowserContext | undefined
  stack.defer(async () => context?.close())
  const open = stack.move()
  return {
    dir,
    home,
    command,
    async open() {
      context ??= await chromium.launchPersistentContext(profile, {
        executablePath: CHROMIUM,
        ignoreDefaultArgs: ['--disable-features'],
        args: ['--no-sandbox', '--host-resolver-rules=MAP *.localhost 127.0.0.1'],
        viewport: { width: 1280, height: 800 },
        ...browser,
      })
      const page = await context.newPage()
      await page.goto((await command('open', '--headless')).trim())
      return page
    },
    async closeBrowser() {
      await context?.close()
      context = undefined
      return profile
    },
    kill: () => end('SIGKILL'),
    async restart(...words) {
      await end('SIGKILL')
      daemon = await start(words, [])
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}

/** What a process of Node.js is given so that its clock is behind. */
function clockBehind(ms: number): readonly string[] {
  if (ms === 0) return []
  const script = `const Real = Date; globalThis.Date = class extends Real {
    constructor(...at) { at.length === 0 ? super(Real.now() - ${ms}) : super(...at) }
    static now() { return Real.now() - ${ms} }
  }`
  return ['--import', `data:text/javascript,${encodeURIComponent(script)}`]
}
