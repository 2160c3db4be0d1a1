/** Runs the vectors of the hostile app in real pages of a real Chromium. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Frame } from 'playwright-core'
import { VECTORS } from '../../apps/hostile/vectors.js'

/** How long after its click a page may still be heard. */
const PATIENCE_MS = 2_500
const LOADING_MS = 20_000
const PAGES_AT_ONCE = 6

export interface Stage {
  /** Letters only: stands in every name that is asked for. */
  readonly run: string
  /** Opens the hostile app in a fresh page and gives its frame. */
  readonly open: (context: BrowserContext) => Promise<Frame>
  readonly arguments: readonly string[]
  /** Which vectors to run. */
  readonly chosen: readonly number[]
}

/** Chromium with nothing muted: none of the switches that make a test calm and a leak invisible. */
export async function openBrowser(more: readonly string[]): Promise<Browser & AsyncDisposable> {
  const profile = await mkdtemp(join(tmpdir(), 'space-exfil-'))
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    ignoreDefaultArgs: true,
    args: [
      '--remote-debugging-pipe',
      '--headless',
      '--no-sandbox',
      '--no-first-run',
      '--no-default-browser-check',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--mute-audio',
      `--user-data-dir=${profile}`,
      ...more,
    ],
  })
  return Object.assign(browser, {
    async [Symbol.asyncDispose]() {
      await browser.close()
      await rm(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  })
}

/** Run what the stage chose: the peaceful ones in one page, each of the others in a page of its own. */
export async function runStage(stage: Stage): Promise<{ failed: string[] }> {
  await using browser = await openBrowser(stage.arguments)
  const together = stage.chosen.filter((index) => VECTORS[index]?.alone !== true)
  const alone = stage.chosen.filter((index) => VECTORS[index]?.alone === true)
  const groups = [...halves(together), ...alone.map((index) => [index])]
  const failed: string[] = []
  const next = groups[Symbol.iterator]()
  const worker = async (): Promise<void> => {
    for (const group of next) {
      const context = await browser.newContext()
      try {
        const frame = await stage.open(context)
        await frame.locator('#state', { hasText: 'ready' }).waitFor({ timeout: LOADING_MS })
        await frame.evaluate((chosen) => Object.assign(globalThis, { chosen }), group)
        const state = frame.locator('#state')
        await frame.click('#go', { noWaitAfter: true })
        // A vector that leaves or breaks its page never gets to say so.
        await Promise.race([state.filter({ hasText: 'gone' }).waitFor(), patience()]).catch(
          () => undefined,
        )
        await patience()
      } catch (error) {
        failed.push(`${group.join(',')}: ${error instanceof Error ? error.message : String(error)}`)
      } finally {
        await context.close().catch(() => undefined)
      }
    }
  }
  await Promise.all(Array.from({ length: PAGES_AT_ONCE }, worker))
  return { failed }
}

function halves<T>(list: readonly T[]): T[][] {
  const middle = Math.ceil(list.length / 2)
  return [list.slice(0, middle), list.slice(middle)].filter((half) => half.length > 0)
}

/** Silence has no event to wait for: this is how long we listen. */
function patience(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))
}
