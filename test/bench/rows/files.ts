import { type Browser, chromium, type Frame, type Page } from 'playwright-core'
import { begin, type Row } from '../bench.ts'
import { command, start, stop, visitorOf } from '../daemon.ts'
import { flatFolder } from '../data.ts'
import { givenFiles, signIn } from '../files-app.ts'
import { median } from '../measure.ts'
import type { Figure } from '../table.ts'
import { atMost } from './gateway.ts'

const CHROMIUM = '/usr/bin/chromium'
/** Wheel steps of one scroll through the list, and how far each goes. */
const STEPS = 180
const STEP_PX = 400
/** What takes longer did not happen. */
const PATIENCE_MS = 20_000
/** Typed letter by letter: all names have the first part, a ninth of them the second, a few the last. */
const TYPED = ['note ', '4', '71', '1'] as const

/** The app Files with one large folder, as a person uses it: in a real Chromium, over a daemon of its own. */
export const files: Row = {
  id: 'files',
  async measure(bench) {
    const load = begin(bench, 'files')
    const count = bench.sizes.entryCount
    const source = bench.data('flat', (path) => flatFolder(path, count, 'flat'))
    const home = bench.fresh('files-home')
    await command(home, 'init')
    await command(home, 'add', source, '--recursive')
    const { daemon } = await start(home)
    const browser = await chromium.launch({
      executablePath: CHROMIUM,
      ignoreDefaultArgs: ['--disable-features'],
      args: ['--no-sandbox', '--host-resolver-rules=MAP *.localhost 127.0.0.1'],
    })
    const seen = new Map<string, number[]>()
    const note = (what: string, value: number): void => {
      seen.set(what, [...(seen.get(what) ?? []), value])
    }
    try {
      await using visitor = await visitorOf(bench, home)
      const bearer = await visitor.bearer()
      const owner = await visitor.connect(bearer)
      const label = await givenFiles(owner)
      for (let round = 0; round < bench.rounds; round += 1) {
        await use(browser, { port: visitor.port, bearer, label }, count, note)
      }
    } finally {
      await browser.close()
      await stop(daemon)
    }
    const shared = { rounds: bench.rounds, load }
    const figure = (what: string, unit: 'ms' | 'rows', most: number): Figure =>
      atMost(what, median(seen.get(what) ?? []), unit, most, shared)
    return [
      figure('Files can be used, from the click', 'ms', 1000),
      figure(`a folder of ${bench.words.entryCount} opens`, 'ms', 300),
      figure('scrolling through it, a frame, median', 'ms', 17),
      figure('scrolling through it, a frame, 95th of 100', 'ms', 33),
      figure('scrolling through it, rows in the document at most', 'rows', 80),
      figure('all of it is selected', 'ms', 100),
      figure('a key or click in it until it is seen, 98th of 100', 'ms', 100),
      figure('many names are found in it, from the key to the rows', 'ms', 50),
      figure('a name is found in it, from the key to the rows', 'ms', 50),
    ]
  },
}

interface Ways {
  readonly port: number
  readonly bearer: string
  readonly label: string
}

/** One person's minute with a large folder. */
async function use(
  browser: Browser,
  ways: Ways,
  count: number,
  note: (what: string, value: number) => void,
): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  await page.addInitScript(signIn(ways.bearer))
  await page.goto(`http://space.localhost:${ways.port}/#/home`)
  const tiles = page.getByRole('navigation', { name: 'Your apps' })
  await page.evaluate(`addEventListener('click', () => {
    globalThis.clickedAt ??= performance.timeOrigin + performance.now()
  }, { capture: true })`)
  await tiles.getByRole('button', { name: 'Files' }).click()
  const app = await frameOf(page, ways.label)
  await app.locator('[role="row"][aria-rowindex="2"]').waitFor()
  const usable = await app.evaluate<number>('performance.timeOrigin + performance.now()')
  note('Files can be used, from the click', usable - (await page.evaluate<number>('clickedAt')))
  await app.evaluate(MEASURING)

  await app.getByRole('row', { name: /flat/ }).click()
  const opened = timed(app, 'keydown', `totalOf() === ${count + 1} && isFilled()`)
  await page.keyboard.press('Enter')
  note(`a folder of ${count.toLocaleString('en')} opens`, await opened)

  const frames = await app.evaluate<{ gaps: number[]; rows: number }>(
    `scrollThrough(${STEPS}, ${STEP_PX})`,
  )
  const gaps = frames.gaps.toSorted((a, b) => a - b)
  note('scrolling through it, a frame, median', at(gaps, 0.5))
  note('scrolling through it, a frame, 95th of 100', at(gaps, 0.95))
  note('scrolling through it, rows in the document at most', frames.rows)

  await app.getByRole('grid').focus()
  const selected = timed(app, 'keydown', `chosen() === ${count}`)
  await page.keyboard.press('Control+a')
  note('all of it is selected', await selected)
  await page.keyboard.press('Escape')

  await app.evaluate('listenToEvents()')
  await page.keyboard.press('Home')
  for (let step = 0; step < 40; step += 1) await page.keyboard.press('ArrowDown')
  for (let step = 0; step < 10; step += 1) await page.keyboard.press('PageDown')
  await page.keyboard.press('F2')
  await page.keyboard.type('another name', { delay: 20 })
  await page.keyboard.press('Escape')
  const events = (await app.evaluate<number[]>('heardEvents()')).toSorted((a, b) => a - b)
  note('a key or click in it until it is seen, 98th of 100', at(events, 0.98))

  await app.getByRole('searchbox').click()
  const [all, broad, fewer, few] = TYPED
  const search = async (key: string, hits: number): Promise<number> => {
    await page.waitForTimeout(500)
    const found = timed(app, 'keydown', `totalOf() === ${hits + 1} && isFilled()`)
    await page.keyboard.type(key)
    return found
  }
  await page.keyboard.type(all, { delay: 50 })
  note(
    'many names are found in it, from the key to the rows',
    await search(broad, hits('4', count)),
  )
  await page.keyboard.type(fewer, { delay: 50 })
  note('a name is found in it, from the key to the rows', await search(few, hits('4711', count)))
  await page.close()
}

/** How many of the numbers below `count` begin so, see `flatFolder`. */
function hits(digits: string, count: number): number {
  return Array.from({ length: count }, (_, n) => String(n)).filter((n) => n.startsWith(digits))
    .length
}

function at(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}

/** ms from the next event of this type until something holds and was drawn. */
function timed(app: Frame, type: string, holds: string): Promise<number> {
  return app.evaluate<number>(`untilDrawn(${JSON.stringify(type)}, () => ${holds})`)
}

/** Runs in the page of Files. */
const MEASURING = `
  const grid = () => document.querySelector('[role="grid"]')
  globalThis.totalOf = () => Number(grid()?.getAttribute('aria-rowcount') ?? 0)
  globalThis.isFilled = () => {
    const first = document.querySelector('[role="row"][aria-rowindex="2"]')
    return first !== null && first.textContent.trim() !== ''
  }
  globalThis.chosen = () => {
    const bar = document.querySelector('[role="toolbar"] b')
    return Number((bar?.textContent ?? '').replace(/\\D/g, ''))
  }
  globalThis.untilDrawn = (type, holds) => new Promise((resolve, reject) => {
    const saw = () => totalOf() + ' rows, ' + chosen() + ' selected, first: ' +
      document.querySelector('[role="row"][aria-rowindex="2"]')?.textContent
    const over = setTimeout(() => reject(new Error(holds + ' did not come true: ' + saw())), ${PATIENCE_MS})
    addEventListener(type, (event) => {
      const began = event.timeStamp
      const look = () => requestAnimationFrame(() => {
        if (holds()) requestAnimationFrame(() => {
          clearTimeout(over)
          resolve(performance.now() - began)
        })
        else look()
      })
      look()
    }, { capture: true, once: true })
  })
  globalThis.scrollThrough = (steps, px) => new Promise((resolve) => {
    const gaps = []
    let rows = 0
    let last = performance.now()
    const step = (left) => requestAnimationFrame((now) => {
      gaps.push(now - last)
      last = now
      rows = Math.max(rows, document.querySelectorAll('[role="row"]').length)
      if (left === 0) return resolve({ gaps: gaps.slice(2), rows })
      grid().scrollTop += px
      step(left - 1)
    })
    step(steps)
  })
  const events = []
  globalThis.listenToEvents = () => {
    new PerformanceObserver((list) => {
      for (const { interactionId, duration } of list.getEntries()) if (interactionId) events.push(duration)
    }).observe({ type: 'event', durationThreshold: 16 })
  }
  globalThis.heardEvents = () => events
`

async function frameOf(page: Page, label: string): Promise<Frame> {
  const element = await page.locator(`iframe[data-app="${label}"]`).elementHandle()
  const frame = await element?.contentFrame()
  if (frame === undefined || frame === null) throw new Error('Files is gone')
  return frame
}
