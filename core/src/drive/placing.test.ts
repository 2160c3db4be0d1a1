import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { newPlace } from './drive.samples.ts'

let source = ''
beforeEach(() => {
  source = mkdtempSync(join(tmpdir(), 'space-placing-'))
  mkdirSync(join(source, 'tree', 'inner'), { recursive: true })
  for (let i = 0; i < 40; i++) writeFileSync(join(source, 'tree', 'inner', `${i}`), `file ${i}`)
})
afterEach(() => rmSync(source, { recursive: true, force: true }))

describe('while the drive goes on changing', () => {
  test('two imports of one folder make one folder', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    const tree = join(source, 'tree')
    await Promise.all([
      drive.import([tree], '/in', { recursive: true }),
      drive.import([tree], '/in', { recursive: true }),
    ])
    expect((await drive.list('/in')).map(({ name }) => name)).toEqual(['tree'])
    expect(await drive.list('/in/tree/inner')).toHaveLength(40)
  })

  test('what was acknowledged is there, also when its folder went away meanwhile', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await drive.makeFolder('/in')
    const importing = drive.import([join(source, 'tree')], '/in', { recursive: true })
    await drive.remove(['/in'], { forever: true })
    expect((await importing).files).toBe(40)
    expect(await drive.list('/in/tree/inner')).toHaveLength(40)
  })

  test('a folder that was moved away stays whole, and the next import makes its own', async () => {
    await using home = await newPlace().open()
    const { drive } = home
    await drive.import([join(source, 'tree')], '/in', { recursive: true })
    await drive.move(['/in/tree'], '/moved')
    await drive.import([join(source, 'tree')], '/in', { recursive: true })
    expect(await drive.list('/moved/inner')).toHaveLength(40)
    expect(await drive.list('/in/tree/inner')).toHaveLength(40)
  })
})
