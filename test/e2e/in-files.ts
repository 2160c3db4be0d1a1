/** What a person does and sees in Files, in a window of Space. */
import { type Frame, type Locator, type Page } from 'playwright-core'
import { expect } from 'vitest'
import { POLL } from './window.ts'

export interface InFiles {
  readonly page: Page
  /** The document of Files; another one after a reload. */
  frame(): Promise<Frame>
  /** Where the name of an entry stands in the list. */
  named(name: string): Promise<Locator>
  /** Waits until the folder that is shown is called so. */
  isIn(title: string): Promise<void>
  /** Waits until just these names are shown, in their order. */
  shows(...names: readonly string[]): Promise<void>
  /** Chooses an entry of the menu on a row. */
  menu(name: string, entry: string): Promise<void>
  /** As the system drops them: the browser looks into the folders itself. @param on the middle of Files unless it says where */
  drop(paths: readonly string[], on?: Locator): Promise<void>
  /** Waits until the shell says it, whatever it said before. */
  said(words: string | RegExp): Promise<void>
}

export function inFiles(page: Page): InFiles {
  const find = (): Frame | undefined =>
    page.frames().find((frame) => frame.url().includes('//app-'))
  const frame = async (): Promise<Frame> => {
    const heading = async (): Promise<number> => {
      // It may be on its way to another document.
      const count = find()?.locator('h1').count()
      return (await count?.catch(() => 0)) ?? 0
    }
    await expect.poll(heading, POLL).toBe(1)
    const found = find()
    if (found === undefined) throw new Error('Files is gone')
    return found
  }
  const named = async (name: string): Promise<Locator> =>
    (await frame()).getByRole('grid').getByTitle(name, { exact: true })
  return {
    page,
    frame,
    named,
    async isIn(title) {
      const heading = (await frame()).getByRole('heading', { level: 1 })
      await expect.poll(() => heading.textContent(), POLL).toBe(title)
    },
    async shows(...names) {
      const titles = (await frame()).getByRole('grid').locator('[data-grip][title]')
      const all = (): Promise<(string | null)[]> =>
        titles.evaluateAll((found) => found.map((one) => one.getAttribute('title')))
      await expect.poll(all, POLL).toEqual(names)
    },
    async menu(name, entry) {
      await (await named(name)).click({ button: 'right' })
      await (await frame()).getByRole('menuitem', { name: entry, exact: true }).click()
    },
    async drop(paths, on) {
      const box = await (on ?? (await frame()).locator('main')).boundingBox()
      if (box === null) throw new Error('nothing is there to drop on')
      const x = box.x + box.width / 2
      const y = box.y + box.height / 2
      const session = await page.context().newCDPSession(page)
      const data = { items: [], files: [...paths], dragOperationsMask: 1 }
      for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
        await session.send('Input.dispatchDragEvent', { type, x, y, data })
      }
      await session.detach()
    },
    async said(words) {
      await page.getByText(words).last().waitFor()
    },
  }
}
