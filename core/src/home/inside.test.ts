import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createHome, openHome } from './open.ts'

let top = ''
beforeEach(async () => {
  top = fs.mkdtempSync(join(tmpdir(), 'space-inside-'))
  fs.mkdirSync(join(top, 'people'))
  fs.writeFileSync(join(top, 'people', 'letter'), 'dear')
  const dir = join(top, 'people', 'home')
  await createHome({ dir, name: 'test', protection: { kind: 'file' } })
  fs.symlinkSync(join(top, 'people'), join(top, 'link'))
})
afterEach(() => fs.rmSync(top, { recursive: true, force: true }))

test.each([
  ['people/home', 'people'],
  ['people/home', 'link'],
  ['link/home', 'people'],
])('a home at %s stays out of itself when %s around it is added', async (home, around) => {
  await using space = await openHome({ dir: join(top, home), unlock: {} })
  // A link that is itself added stays a link, so the way through it ends with a slash and a name.
  const source = around === 'link' ? join(top, 'link', 'home') : join(top, around)
  const report = await space.drive.import([source], '/', { recursive: true })
  expect(report.problems).toEqual([
    {
      path: around === 'link' ? source : join(top, 'people', 'home'),
      code: 'bad-input',
      message: 'it is the home of this space itself',
    },
  ])
  expect((await space.drive.search({})).map(({ name }) => name).toSorted()).toEqual(
    around === 'link' ? [] : ['letter', 'people'],
  )
})

test.each(['people/home/keyring', 'people/home/blocks', 'link/home/blocks/segments'])(
  '%s is a part of the home and is refused',
  async (part) => {
    await using space = await openHome({ dir: join(top, 'people/home'), unlock: {} })
    const added = space.drive.import([join(top, part)], '/', { recursive: true })
    await expect(added).rejects.toMatchObject({
      code: 'bad-input',
      facts: { path: join(top, part) },
    })
    expect(await space.drive.list('/')).toEqual([])
  },
)

test.each(['people/home', 'link/home', 'people/home/blocks/segments', 'link/home/new/er'])(
  'nothing is written out to %s, which is the home or in it',
  async (to) => {
    const home = join(top, 'people/home')
    const before = fs.readFileSync(join(home, 'keyring'))
    await using space = await openHome({ dir: join(top, 'link/home'), unlock: {} })
    await space.drive.import([join(top, 'people/letter')], '/keyring')
    const out = space.drive.export(['/keyring'], join(top, to), { replace: true })
    await expect(out).rejects.toMatchObject({ code: 'bad-input', facts: { path: join(top, to) } })
    expect(fs.readFileSync(join(home, 'keyring'))).toEqual(before)
    expect(fs.existsSync(join(home, 'new'))).toBe(false)
  },
)

test.each(['people/home/keyring', 'people/home'])(
  'what would come to %s from a folder above is not written out, nor anything beside it',
  async (over) => {
    const home = join(top, 'people/home')
    const before = fs.readFileSync(join(home, 'keyring'))
    await using space = await openHome({ dir: home, unlock: {} })
    const { drive } = space
    await drive.makeFolder('/people/home', { parents: true })
    await drive.import([join(top, 'people/letter')], '/people/letter')
    if (over.endsWith('keyring'))
      await drive.import([join(top, 'people/letter')], '/people/home/keyring')
    fs.writeFileSync(join(top, 'people', 'letter'), 'newer')
    for (const around of [top, join(top, 'link', '..')]) {
      const out = drive.export(['/people'], around, { replace: true })
      await expect(out).rejects.toMatchObject({ code: 'bad-input', facts: { path: home } })
    }
    expect(fs.readFileSync(join(home, 'keyring'))).toEqual(before)
    expect(fs.readFileSync(join(top, 'people', 'letter'), 'utf8')).toBe('newer')
    expect(fs.readdirSync(top).toSorted()).toEqual(['link', 'people'])
    // beside the home there is room for all
    expect(await drive.export(['/people/letter'], top)).toMatchObject({ files: 1, problems: [] })
  },
)
