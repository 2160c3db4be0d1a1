/**
 * The whole suite, inside a network of its own (net.sh): prints what was heard as one line of JSON.
 *
 * Arguments: the third of the vectors to run (0, 1 or 2), or `all`.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Frame } from 'playwright-core'
import { browserArgs } from '../../../core/src/gateway/browser-args.ts'
import { openDenyProxy } from '../../../core/src/gateway/proxy.ts'
import { VECTORS } from '../../apps/hostile/vectors.js'
import { openHouse } from '../../system/platform.ts'
import { serveBaseline } from './baseline.ts'
import { type Canary, openCanary } from './canary.ts'
import { runStage } from './pages.ts'

const IP = '203.0.113.7'
const FIRST_PORT = 21_000
const APP = join(import.meta.dirname, '../../apps/hostile')
/** What a test's browser switches off, which makes hints and prefetches fall silent. */
const QUIET = '--disable-background-networking'

/** By run: the vectors that were heard, each with how; and the pages that could not be tried. */
export interface Heard {
  readonly leaks: Readonly<Record<string, Readonly<Record<number, readonly string[]>>>>
  readonly failed: Readonly<Record<string, readonly string[]>>
  readonly chosen: readonly number[]
}

const third = process.argv[2] ?? 'all'
const chosen = [...VECTORS.keys()].filter((index) => third === 'all' || index % 3 === Number(third))
let running = ''
await using canary = await openCanary({
  ip: IP,
  port: FIRST_PORT,
  vectors: VECTORS.length,
  run: () => running,
  ports: { dns: 53, http: 80, tls: 443 },
})
const failed: Record<string, readonly string[]> = {}

await plainFrame('baseline', [])
await appInShell('plain', [], 'plain')
await appInShell('plainquiet', [QUIET], 'plain')
await appInShell('launched', [], 'launched')

const leaks = Object.fromEntries(
  Object.keys(failed).map((run) => [
    run,
    Object.fromEntries(
      chosen.flatMap((index) => {
        const channels = canary.heard().get(`v${index}-${run}`)
        return channels === undefined ? [] : [[index, [...channels].toSorted()]]
      }),
    ),
  ]),
)
console.log(JSON.stringify({ leaks, failed, chosen } satisfies Heard))
process.exit(0)

async function plainFrame(run: string, args: readonly string[]): Promise<void> {
  running = run
  const plan = (port: number) =>
    planOf(run, `http://sibling.localhost:${port}/`, `http://top.localhost:${port}/`)
  await using base = await serveBaseline(plan, (url) => canary.note(url, 'local'))
  const open = async (context: BrowserContext): Promise<Frame> => {
    const page = await context.newPage()
    await page.goto(base.url)
    return frameOf(await page.waitForSelector('iframe'))
  }
  failed[run] = (await runStage({ run, open, arguments: args, chosen })).failed
}

/** The hostile app, installed and opened in the real shell by the real daemon. */
async function appInShell(
  run: string,
  args: readonly string[],
  browser: 'plain' | 'launched',
): Promise<void> {
  running = run
  await using house = await openHouse()
  const bearer = await house.bearer()
  const owner = await house.connect(bearer)
  const sibling = await house.install({ 'app.js': '' }, owner)
  const shell = `http://space.localhost:${house.port}`
  const plan = planOf(run, `http://${sibling.host}:${house.port}/`, `${shell}/`)
  const files = readdirSync(APP, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:js|html|json)$/.test(name))
    .map((name): [string, string] => [name, readFileSync(join(APP, name), 'utf8')])
  const bundle = { ...Object.fromEntries(files), 'plan.json': JSON.stringify(plan) }
  const app = await house.install(bundle, owner)
  await using proxy = await openDenyProxy()
  const profile = mkdtempSync(join(tmpdir(), 'space-exfil-'))
  const launched = browserArgs({ url: '', port: house.port, proxyPort: proxy.port, profile })
  const switches = launched.filter((one) => !/^--(?:app|user-data-dir)=/.test(one))
  const open = async (context: BrowserContext): Promise<Frame> => {
    await context.addInitScript(
      ([origin, held]) => {
        // eslint-disable-next-line no-undef
        const page = globalThis as unknown as {
          location: { origin: string }
          sessionStorage: { setItem(key: string, value: string): void }
        }
        if (page.location.origin === origin) page.sessionStorage.setItem('space:bearer', held)
      },
      [shell, bearer] as const,
    )
    context.on('response', (response) => {
      if (response.status() < 400) noteArrival(canary, response.url())
    })
    const page = await context.newPage()
    await page.goto(`${shell}/#/app/${app.label}`)
    return frameOf(await page.waitForSelector(`iframe[src^="http://${app.host}"]`))
  }
  const all = browser === 'launched' ? [...switches, ...args] : args
  failed[run] = (await runStage({ run, open, arguments: all, chosen })).failed
  rmSync(profile, { recursive: true, force: true })
}

function noteArrival(heard: Canary, url: string): void {
  if (new URL(url).searchParams.has('leak')) heard.note(url, 'local')
}

function planOf(run: string, sibling: string, shell: string): object {
  return { run, ip: IP, port: FIRST_PORT, otherPort: canary.otherPort, sibling, shell }
}

async function frameOf(element: { contentFrame(): Promise<Frame | null> }): Promise<Frame> {
  const frame = await element.contentFrame()
  if (frame === null) throw new Error('the frame is gone')
  return frame
}
