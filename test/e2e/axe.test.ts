import { AxeBuilder } from '@axe-core/playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SCREENS, show, SIZES, THEMES } from './show.ts'
import { openStand, type Stand } from './stand.ts'

let stand: Stand
beforeAll(async () => {
  stand = await openStand()
})
afterAll(() => stand[Symbol.asyncDispose]())

describe.each(SCREENS)('$name', (screen) => {
  test.each(Object.entries(SIZES))(
    'can be used by everyone, light and dark, at %s',
    async (_size, viewport) => {
      const page = await show(stand, screen, { theme: 'light', viewport })
      const refused: string[] = []
      page.on('console', (message) => {
        if (/Content Security Policy|TrustedHTML/.test(message.text())) refused.push(message.text())
      })
      for (const colorScheme of THEMES) {
        await page.emulateMedia({ colorScheme })
        // What an app draws in its frame is not the shell's.
        const axe = new AxeBuilder({ page }).exclude('iframe').setLegacyMode(true)
        // In the dark everything is where it was, and only its colours are others.
        if (colorScheme === 'dark') axe.withRules(['color-contrast', 'link-in-text-block'])
        const { violations } = await axe.analyze()
        const said = violations.flatMap(({ id, nodes }) =>
          nodes.map(({ target, failureSummary }) => `${id} ${String(target)} ${failureSummary}`),
        )
        expect(said, colorScheme).toEqual([])
      }
      expect(refused).toEqual([])
      await page.context().close()
    },
  )
})
