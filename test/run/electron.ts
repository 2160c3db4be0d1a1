/** The desktop in the real Electron, where one is installed. It never downloads one. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildDesktop } from '../../shell/desktop/build.ts'

const root = join(import.meta.dirname, '../..')
const PATIENCE_MS = 60_000

export async function main(): Promise<number> {
  const program = findElectron(process.env, join(root, 'node_modules/electron'))
  if (program === undefined) {
    process.stdout.write(`${ABSENT}\n`)
    return 0
  }
  const home = mkdtempSync(join(tmpdir(), 'space-electron-'))
  try {
    await runIn(program, home)
    process.stdout.write(`The desktop ran in ${program}.\n`)
    return 0
  } finally {
    rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  }
}

export const ABSENT = `NOT RUN: the desktop was not tested in Electron, because none is installed here.
Its parts were tested with a double of Electron, and its switches in Chromium, by npm test.
try: npx install-electron, or ELECTRON_OVERRIDE_DIST_PATH=/folder/of/electron npm run test:electron`

/**
 * The program of Electron; undefined where only its types are.
 *
 * @param folder of the package `electron`
 */
export function findElectron(env: NodeJS.ProcessEnv, folder: string): string | undefined {
  const { ELECTRON_OVERRIDE_DIST_PATH: override } = env
  const named = join(folder, 'path.txt')
  const name = existsSync(named) ? readFileSync(named, 'utf8').trim() : 'electron'
  const program = join(override ?? join(folder, 'dist'), name)
  return existsSync(program) ? program : undefined
}

async function runIn(program: string, home: string): Promise<void> {
  const folder = join(home, 'app')
  await buildDesktop(folder)
  const { _electron: electron } = await import('playwright-core')
  const app = await electron.launch({
    executablePath: program,
    args: [folder, `--user-data-dir=${join(home, 'profile')}`],
    env: {
      ...Object.fromEntries(
        Object.entries(process.env).filter(
          (pair): pair is [string, string] => pair[1] !== undefined,
        ),
      ),
      SPACE_HOME: join(home, 'space'),
      SPACE_NODE: process.execPath,
    },
    timeout: PATIENCE_MS,
  })
  try {
    const page = await app.firstWindow({ timeout: PATIENCE_MS })
    await page.waitForURL(/^http:\/\/space\.localhost:\d+\/#\//, { timeout: PATIENCE_MS })
    const seen = await page.evaluate(`({
      desktop: Object.isFrozen(window.spaceDesktop),
      node: typeof require + typeof process,
      candidates: new RTCPeerConnection().getConfiguration().iceServers.length,
    })`)
    const wanted = { desktop: true, node: 'undefinedundefined', candidates: 0 }
    if (JSON.stringify(seen) !== JSON.stringify(wanted)) {
      throw new Error(`The page of the shell sees ${JSON.stringify(seen)}`)
    }
    const out = await page.evaluate(
      `fetch('http://127.0.0.1:9/', { mode: 'no-cors' }).then(() => 'out', () => 'held')`,
    )
    if (out !== 'held') throw new Error('The page of the shell reaches other places')
  } finally {
    await app.close()
  }
}
