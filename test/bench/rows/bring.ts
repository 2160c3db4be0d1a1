import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { begin, type Row } from '../bench.ts'
import { openPlainBrowser, type Plain } from '../cdp.ts'
import { command, start, stop, visitorOf } from '../daemon.ts'
import { randomFile, smallFiles } from '../data.ts'
import { givenFiles, signIn } from '../files-app.ts'
import { median } from '../measure.ts'
import { memoryOf, rss } from '../processes.ts'
import { atLeast, atMost } from './gateway.ts'

const CHROMIUM = '/usr/bin/chromium'
const SMALL_BYTES = 4096
const MB = 1e6
/** What takes longer did not happen. */
const PATIENCE_MS = 300_000
const SEEKS = 20
const RATE = 192_000
/** Channels of a recording, of 16 bits each. */
const CHANNELS = 8

/** What a person brings into Files and takes out of it, through the app itself, in a browser whose network nobody watches. */
export const bring: Row = {
  id: 'bring',
  async measure(bench) {
    const load = begin(bench, 'bring')
    const bytes = 2 * bench.sizes.bigBytes
    const count = bench.sizes.smallCount
    const big = bench.data('two-big.bin', (path) => randomFile(path, bytes, 'two'))
    const small = bench.data('4096', (path) => smallFiles(path, count, SMALL_BYTES, 'bring'))
    const sped: number[] = []
    const grown: number[] = []
    const paced: number[] = []
    const sought: number[] = []
    const long = bench.data('long.wav', (path) => recording(path, 4 * bench.sizes.bigBytes - 2))
    for (let round = 0; round < bench.rounds; round += 1) {
      const home = bench.fresh('bring-home')
      await command(home, 'init')
      await command(home, 'add', long)
      const { daemon } = await start(home)
      try {
        await using visitor = await visitorOf(bench, home)
        const bearer = await visitor.bearer()
        const label = await givenFiles(await visitor.connect(bearer))
        await using browser = await openPlainBrowser(CHROMIUM, [])
        const url = `http://space.localhost:${visitor.port}/#/app/${label}`
        await browser.open(url, signIn(bearer))
        const app: App = { browser, part: `//app-${label}` }
        await inApp(app, `await until(() => document.querySelector('[role="grid"]') !== null)`)
        sought.push(...(await seek(app)))
        const total = (): number => memoryOf() + rss(Number(daemon.pid))
        const before = total()
        let most = before
        const watch = setInterval(() => (most = Math.max(most, total())), 250)
        const ms = await take(app, FILES, [big]).finally(() => clearInterval(watch))
        grown.push((most - before) / MB)
        sped.push(bytes / MB / (ms / 1000))
        paced.push(count / ((await take(app, FOLDER, [small])) / 1000))
      } finally {
        await stop(daemon)
      }
    }
    rmSync(long)
    rmSync(big)
    const shared = { rounds: bench.rounds, load }
    const gib = `${bytes / 2 ** 30} GiB`
    return [
      atLeast(`a file of ${gib} comes through Files`, median(sped), 'MB/s', 150, shared),
      atMost('while it comes: memory of daemon and browser', median(grown), 'MB', 150, shared),
      atLeast(
        `${bench.words.smallCount} files of 4 KiB come through Files`,
        median(paced),
        '/s',
        1500,
        shared,
      ),
      atMost(
        `a place in a recording of ${((4 * bench.sizes.bigBytes) / 1e9).toFixed(1)} GB is gone to`,
        median(sought),
        'ms',
        300,
        { ...shared, rounds: sought.length },
      ),
    ]
  },
}

interface App {
  readonly browser: Plain
  readonly part: string
}

const FILES = `document.querySelector('input[type="file"]:not([webkitdirectory])')`
const FOLDER = `document.querySelector('input[type="file"][webkitdirectory]')`

/** ms from the choice of these paths until Files says that all of it is there. */
async function take(app: App, field: string, paths: readonly string[]): Promise<number> {
  await inApp(
    app,
    `const field = ${field}
    globalThis.taken = undefined
    // before the app itself hears of it
    addEventListener('change', ({ target }) => {
      if (target === field) globalThis.taken = performance.now()
    }, { capture: true, once: true })`,
  )
  await app.browser.choose(app.part, field, paths)
  return inApp<number>(
    app,
    `const said = () => document.querySelector('section h2 [role="status"]')?.textContent ?? ''
    await until(() => taken !== undefined && !/^(?:Added.*)?$/.test(said()))
    await until(() => !/^Adding/.test(said()))
    if (!/^Added/.test(said())) throw new Error('it says: ' + said())
    return performance.now() - taken`,
  )
}

/** How long the player takes to be at each of some places, far from each other. In ms. */
async function seek(app: App): Promise<number[]> {
  await inApp(
    app,
    `const press = (key) => (document.activeElement ?? document.body).dispatchEvent(
      new KeyboardEvent('keydown', { key, code: key, bubbles: true, cancelable: true }))
    document.querySelector('[role="grid"]').focus()
    await until(() => document.querySelector('[role="row"][aria-rowindex="2"]') !== null)
    press('Home')
    press('Enter')
    await until(() => document.querySelector('audio')?.readyState >= 2)`,
  )
  const took = await inApp<number[]>(
    app,
    `const player = document.querySelector('audio')
    const took = []
    for (let n = 0; n < ${SEEKS}; n += 1) {
      const began = performance.now()
      player.currentTime = player.duration * ((0.03 + n * 0.618) % 0.99)
      await new Promise((resolve) => player.addEventListener('seeked', resolve, { once: true }))
      took.push(performance.now() - began)
    }
    document.activeElement.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Escape', code: 'Escape', bubbles: true, cancelable: true }))
    return took`,
  )
  return took
}

/** Runs in the page of Files; `until` waits for something, and not for ever. */
function inApp<T>({ browser, part }: App, script: string): Promise<T> {
  return browser.evaluate<T>(
    part,
    `(async () => {
      const until = async (holds) => {
        const over = performance.now() + ${PATIENCE_MS}
        while (!holds()) {
          if (performance.now() > over) throw new Error('did not come true: ' + holds + document.body.innerText)
          await new Promise((go) => setTimeout(go, 10))
        }
      }
      ${script}
    })()`,
  )
}

/**
 * A recording of noise as WAV, `bytes` long. A film cannot be written without
 * a coder; to a player both are ranges of one address.
 */
function recording(path: string, bytes: number): void {
  const head = Buffer.alloc(44)
  const frame = CHANNELS * 2
  const size = Math.min(bytes, 2 ** 32 - 2)
  head.write('RIFF', 0)
  head.writeUInt32LE(size - 8, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(CHANNELS, 22)
  head.writeUInt32LE(RATE, 24)
  head.writeUInt32LE(RATE * frame, 28)
  head.writeUInt16LE(frame, 32)
  head.writeUInt16LE(16, 34)
  head.write('data', 36)
  head.writeUInt32LE(size - 44, 40)
  randomFile(path, size, 'noise')
  const file = openSync(path, 'r+')
  writeSync(file, head, 0, head.length, 0)
  closeSync(file)
}
