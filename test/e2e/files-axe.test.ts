import { AxeBuilder } from '@axe-core/playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FILES_SCREENS, FILES_SIZES } from './files-show.ts'
import { type FilesStand, openFilesStand } from './files-stand.ts'

let stand: FilesStand
beforeAll(async () => {
  stand = await openFilesStand()
})
afterAll(() => stand[Symbol.asyncDispose]())

describe.each(FILES_SCREENS)('$name', (screen) => {
  test.each(Object.entries(FILES_SIZES))(
    'can be used by everyone, light and dark, at %s',
    async (_size, viewport) => {
      const page = await stand.open({ ...screen, viewport })
      const complaints: string[] = []
      page.on('pageerror', ({ message }) => complaints.push(message))
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text())
      })
      await screen.act?.(page)
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        const axe = new AxeBuilder({ page }).setLegacyMode(true)
        // In the dark everything is where it was, and only its colours are others.
        if (colorScheme === 'dark') axe.withRules(['color-contrast', 'link-in-text-block'])
        const { violations } = await axe.analyze()
        const said = violations.flatMap(({ id, nodes }) =>
          nodes.map(({ target, failureSummary }) => `${id} ${String(target)} ${failureSummary}`),
        )
        expect(said, colorScheme).toEqual([])
      }
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
      expect(wide).toBe(false)
      expect(complaints).toEqual([])
      await page.context().close()
    },
  )
})
