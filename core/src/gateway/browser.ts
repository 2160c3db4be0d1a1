/** The window of Space in a Chromium that is installed here, with a profile that is wiped. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { accessSync, constants, lstatSync, mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, isAbsolute, join } from 'node:path'
import { browserArgs } from './browser-args.ts'

/** A browser that ends within this time with a fault had no window. */
const STARTING_MS = 1500
/** How long a browser has to close by itself. */
const CLOSING_MS = 5000
const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome']
const PLACES: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ],
}

/** What the browser gets of our environment, and what is looked at to choose it. */
export type Surroundings = Readonly<Record<string, string | undefined>>

export interface Browser extends AsyncDisposable {
  /**
   * Open a window, or another one in the browser that runs.
   *
   * Returns why there is none, in words, when this machine or user cannot have one.
   *
   * @param port of the gateway
   */
  show(url: string, port: number, surroundings: Surroundings): Promise<string | undefined>
}

/** @param home its path names the profile, so that each home has its own */
export function openBrowser(home: string, proxyPort: number): Browser {
  const running = new Set<ChildProcess>()
  let profile: string | undefined

  const wipe = (): void => {
    if (profile === undefined || running.size > 0) return
    try {
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
    } catch {
      // A helper of the browser still writes there; the next start wipes it.
    }
  }

  return {
    async show(url, port, surroundings) {
      const program = findBrowser(surroundings)
      const problem = windowProblem(surroundings)
      if (problem !== undefined || program === undefined) return problem
      profile = profilePath(home, surroundings)
      if (running.size === 0) wipe()
      const isPrivate = privateFolder(profile)
      if (!isPrivate) return `${profile} is not a private place of this user`
      const child = spawn(program, browserArgs({ url, port, proxyPort, profile }), {
        stdio: 'ignore',
        env: { ...surroundings },
      })
      running.add(child)
      child.once('close', () => {
        running.delete(child)
        wipe()
      })
      child.once('error', () => {
        running.delete(child)
        wipe()
      })
      return (await endedAtOnce(child)) ? `${program} could not be started` : undefined
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...running].map(ended))
      wipe()
    },
  }
}

/** One that hands the address to the browser that runs already ends well. */
async function endedAtOnce(child: ChildProcess): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), STARTING_MS)
    const end = (isFault: boolean): void => {
      clearTimeout(timer)
      resolve(isFault)
    }
    child.once('error', () => end(true))
    child.once('exit', (code) => end(code !== 0))
  })
}

async function ended(child: ChildProcess): Promise<void> {
  const closed = once(child, 'close')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), CLOSING_MS)
  await closed
  clearTimeout(timer)
}

/** Why no window can be opened here; undefined when one can. */
export function windowProblem(surroundings: Surroundings): string | undefined {
  const { DISPLAY, WAYLAND_DISPLAY } = surroundings
  if (process.getuid?.() === 0) return 'browsers do not protect themselves when root starts them'
  const needsDisplay = process.platform !== 'darwin' && process.platform !== 'win32'
  if (needsDisplay && !DISPLAY && !WAYLAND_DISPLAY) return 'there is no display here'
  return findBrowser(surroundings) === undefined ? 'no Chromium or Chrome was found' : undefined
}

function findBrowser({ SPACE_BROWSER: chosen, PATH = '' }: Surroundings): string | undefined {
  const paths = PATH.split(delimiter).filter(isAbsolute)
  const found = paths.flatMap((path) => NAMES.map((name) => join(path, name)))
  const all = chosen ? [chosen] : [...found, ...(PLACES[process.platform] ?? [])]
  return all.find((path) => {
    try {
      accessSync(path, constants.X_OK)
      return isAbsolute(path)
    } catch {
      return false
    }
  })
}

/** In the memory of this user's session where there is such a place, else among temporary files. */
function profilePath(home: string, { XDG_RUNTIME_DIR: runtime }: Surroundings): string {
  const name = createHash('sha256').update(home).digest('hex').slice(0, 16)
  const place = runtime !== undefined && isAbsolute(runtime) ? runtime : tmpdir()
  return join(place, `space-window-${process.getuid?.() ?? 0}-${name}`)
}

function privateFolder(path: string): boolean {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  const stat = lstatSync(path)
  const user = process.getuid?.() ?? stat.uid
  return stat.isDirectory() && stat.uid === user && (stat.mode & 0o077) === 0
}
