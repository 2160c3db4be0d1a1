import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fixedAssets, shellAssets } from './assets.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'space-assets-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('the built shell is served from its folder, and nothing beside it', async () => {
  const dist = join(folder, 'dist')
  mkdirSync(join(dist, 'assets'), { recursive: true })
  writeFileSync(join(dist, 'index.html'), 'page')
  writeFileSync(join(dist, 'assets', 'main-1.js'), 'script')
  writeFileSync(join(folder, 'secret'), 'secret')
  writeFileSync(join(dist, '.hidden'), 'secret')
  const shell = shellAssets(dist)
  expect(await shell('/')).toEqual({ name: 'index.html', bytes: Buffer.from('page') })
  expect((await shell('/assets/main-1.js'))?.bytes).toEqual(Buffer.from('script'))
  for (const path of ['/../secret', '/assets/../../secret', '/.hidden', '/assets', '/none', ''])
    expect(await shell(path)).toBeUndefined()
})

test('a shell that was not built says so', async () => {
  const page = await shellAssets(join(folder, 'none'))('/')
  expect(Buffer.from(page?.bytes ?? []).toString()).toContain('was not built')
})

test('shared files have fixed names, and are joined of their parts or not there', async () => {
  writeFileSync(join(folder, 'b.js'), 'b')
  writeFileSync(join(folder, 'c.js'), 'c')
  const common = fixedAssets({
    '/space/sdk.js': [join(folder, 'c.js'), join(folder, 'b.js')],
    '/space/none.js': [join(folder, 'a.js'), join(folder, 'b.js')],
  })
  expect((await common('/space/sdk.js'))?.bytes).toEqual(Buffer.from('cb'))
  for (const path of ['/space/none.js', '/space/../b.js', 'constructor'])
    expect(await common(path)).toBeUndefined()
})
