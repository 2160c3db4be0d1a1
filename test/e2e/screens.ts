import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { FILES_SCREENS, FILES_SIZES } from './files-show.ts'
import { type FilesScreen, openFilesStand } from './files-stand.ts'
import type { Screen } from './screen.ts'
import { SCREENS, show, SIZES, THEMES } from './show.ts'
import { openStand } from './stand.ts'

const folder = join(import.meta.dirname, '..', '..', 'screens')

/** Write a picture of each screen × theme × size into `screens/`, to be looked at; arguments name screens. */
export async function main(wanted: readonly string[]): Promise<number> {
  await mkdir(folder, { recursive: true })
  const isWanted = ({ name }: { name: string }): boolean =>
    wanted.length === 0 || wanted.includes(name)
  await ofShell(SCREENS.filter(isWanted))
  await ofFiles(FILES_SCREENS.filter(isWanted))
  return 0
}

async function ofShell(screens: readonly Screen[]): Promise<void> {
  if (screens.length === 0) return
  await using stand = await openStand()
  for (const screen of screens) {
    for (const theme of THEMES) {
      for (const [size, viewport] of Object.entries(SIZES)) {
        const page = await show(stand, screen, { theme, viewport })
        await page.screenshot({ path: join(folder, `${screen.name}-${theme}-${size}.png`) })
        await page.context().close()
      }
    }
    console.log(screen.name)
  }
}

async function ofFiles(screens: readonly FilesScreen[]): Promise<void> {
  if (screens.length === 0) return
  await using stand = await openFilesStand()
  for (const { name, act, ...look } of screens) {
    for (const theme of THEMES) {
      for (const [size, viewport] of Object.entries(FILES_SIZES)) {
        const page = await stand.open({ ...look, theme, viewport })
        await act?.(page)
        await page.screenshot({ path: join(folder, `${name}-${theme}-${size}.png`) })
        await page.context().close()
      }
    }
    console.log(name)
  }
}
