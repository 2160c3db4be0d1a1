import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { formsOf, searchFolder } from '../faults/needles.ts'
import { openWindow, POLL, says } from './window.ts'

const HONEST = join(import.meta.dirname, '..', 'apps', 'honest')
const NAME = 'canary-name-73ac.txt'
const BEFORE = 'canary-content-1f0b as it was'
const AFTER = 'canary-content-c9e4 as it was edited'

const NEEDLES = [
  ...formsOf('the name of a file', NAME),
  ...formsOf('its content', BEFORE),
  ...formsOf('what was written', AFTER),
]

/**
 * What the person's own programs show ends up where they put it: here it is looked for in the home, in
 * the profile of the browser after it was closed, and among all temporary files.
 */
test('what an app was shown and wrote lies nowhere in clear once the window is closed', async () => {
  const place = mkdtempSync(join(tmpdir(), 'space-traces-'))
  const before = new Set(readdirSync(tmpdir()))
  const tmp = process.env['TMPDIR']
  process.env['TMPDIR'] = place
  try {
    const profile = join(place, 'profile')
    expect(await useOnce(profile)).toEqual([])
    expect(searchFolder(profile, NEEDLES)).toEqual([])
    const others = readdirSync(tmpdir()).filter((name) => !before.has(name))
    expect(others.flatMap((name) => searchFolder(join(tmpdir(), name), NEEDLES))).toEqual([])
  } finally {
    if (tmp === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = tmp
    rmSync(place, { recursive: true, force: true })
  }
})

/** Gives what was found in the home, which goes with the window. */
async function useOnce(profile: string): Promise<string[]> {
  await using space = await openWindow({ profile })
  await space.write(`/Notes/${NAME}`, BEFORE)
  const files = readdirSync(HONEST).map((name) => [name, readFileSync(join(HONEST, name), 'utf8')])
  await space.house.install(Object.fromEntries(files) as Record<string, string>, space.owner)
  await space.page.getByText('Honest Notes').first().click()
  const frame = await space.app()
  await frame.getByRole('button', { name: 'Choose a folder…' }).click()
  const picker = space.page.getByRole('dialog')
  await picker.getByText('Notes', { exact: true }).first().click()
  await picker.getByRole('button', { name: 'Let Honest Notes change Notes' }).click()
  await frame.getByRole('button', { name: NAME }).click()
  await expect.poll(() => frame.getByRole('textbox').inputValue(), POLL).toBe(BEFORE)
  await frame.getByRole('textbox').fill(AFTER)
  await frame.getByRole('button', { name: 'Save' }).click()
  await says(frame, `Saved ${NAME}.`)
  await frame.evaluate((name) => localStorage.setItem('last', name), NAME)
  return searchFolder(space.house.dir, NEEDLES)
}
