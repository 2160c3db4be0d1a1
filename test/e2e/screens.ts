import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { SCREENS, show, SIZES, THEMES } from './show.ts'
import { openStand } from './stand.ts'

const folder = join(import.meta.dirname, '..', '..', 'screens')

/** Write a picture of each screen × theme × size into `screens/`, to be looked at; arguments name screens. */
export async function main(wanted: readonly string[]): Promise<number> {
  await mkdir(folder, { recursive: true })
  await using stand = await openStand()
  for (const screen of SCREENS) {
    if (wanted.length > 0 && !wanted.includes(screen.name)) continue
    for (const theme of THEMES) {
      for (const [size, viewport] of Object.entries(SIZES)) {
        const page = await show(stand, screen, { theme, viewport })
        await page.screenshot({ path: join(folder, `${screen.name}-${theme}-${size}.png`) })
        await page.context().close()
      }
    }
    console.log(screen.name)
  }
  return 0
}
