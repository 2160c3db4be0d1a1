import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CID } from 'multiformats/cid'
import { openSegments } from '../blocks/segments.ts'
import { segmentPath } from '../blocks/car.ts'
import { randomBytes } from '../crypto/hash.ts'
import type { Space } from '../space.ts'
import { createHome, openHome } from './open.ts'

let dir = ''
beforeEach(async () => {
  dir = join(fs.mkdtempSync(join(tmpdir(), 'space-doctor-')), 'home')
  await createHome({ dir, name: 'here', protection: { kind: 'file' } })
})
afterEach(() => fs.rmSync(join(dir, '..'), { recursive: true, force: true }))

const open = (): Promise<Space> => openHome({ dir, unlock: {} })

/** Names of the checks about what is stored that are not well. */
async function complaints(space: Space): Promise<string[]> {
  const checks = await space.doctor()
  const about = new Set(['blocks', 'segments', 'changes', 'log'])
  return checks.flatMap(({ name, state }) => (about.has(name) && state !== 'ok' ? name : []))
}

async function problems(space: Space): Promise<string[]> {
  const report = await space.drive.verify()
  return report.problems.map(
    ({ path, which, message }) => `${path}${which === undefined ? '' : ` (${which})`}: ${message}`,
  )
}

/** Flips a bit of a block, `at` bytes from where its content begins. */
async function damage(cid: string, at: number): Promise<void> {
  await using blocks = await openSegments({ dir: join(dir, 'blocks') })
  const place = blocks.find(CID.parse(cid).multihash.digest)
  if (place === undefined) throw new Error('no block')
  const path = segmentPath(join(dir, 'blocks'), place.segment)
  const bytes = fs.readFileSync(path)
  bytes[place.offset + at] = (bytes[place.offset + at] ?? 0) ^ 4
  fs.writeFileSync(path, bytes)
}

function forgetIndex(): void {
  for (const ending of ['', '-wal', '-shm'])
    fs.rmSync(join(dir, 'blocks', `index.db${ending}`), { force: true })
}

test('doctor and verify tell of the same damage: each file once, and none that nobody wants', async () => {
  const bytes = randomBytes(300_000)
  let cids: (string | null)[] = []
  {
    await using space = await open()
    const wanted = await space.drive.write('/wanted', [bytes])
    const dropped = await space.drive.write('/dropped', [randomBytes(5000)])
    await space.drive.remove(['/dropped'], { forever: true })
    cids = [wanted.cid, dropped.cid]
    expect([await complaints(space), await problems(space)]).toEqual([[], []])
  }
  for (const cid of cids) if (cid !== null) await damage(cid, 1000)
  {
    await using blocks = await openSegments({ dir: join(dir, 'blocks') })
    for await (const _ of blocks.verify());
    expect(blocks.damaged()).toHaveLength(2)
  }
  {
    await using space = await open()
    expect(await complaints(space)).toEqual(['blocks'])
    expect(await problems(space)).toEqual([
      expect.stringMatching(/^\/wanted: damaged: bytes 0 to 299999 of 300000$/),
    ])
    // saved again it is whole, and only its older version is not
    await space.drive.write('/wanted', [bytes])
    expect(await complaints(space)).toEqual(['blocks'])
    expect(await problems(space)).toEqual([expect.stringMatching(/^\/wanted \(an older version\)/)])
    await space.drive.remove(['/wanted'], { forever: true })
    expect([await complaints(space), await problems(space)]).toEqual([[], []])
  }
})

test.each([
  ['a block nobody can name', -36, ['blocks', 'segments'], 'missing'],
  ['a block with a name', 50, ['blocks'], 'damaged'],
])('%s, damaged when the index was lost, is told of at every opening', async (_, at, told, how) => {
  let cid: string | null = null
  {
    await using space = await open()
    cid = (await space.drive.write('/f', [randomBytes(5000)])).cid
  }
  await damage(cid ?? '', at)
  forgetIndex()
  for (let opening = 0; opening < 3; opening++) {
    await using space = await open()
    expect(await complaints(space)).toEqual(told)
    const named = await problems(space)
    expect(named[0]).toBe(`/f: ${how}: bytes 0 to 4999 of 5000`)
    expect(named).toHaveLength(told.length)
  }
  await using space = await open()
  await space.drive.remove(['/f'], { forever: true })
  await space.drive.sweep({ forgetDamage: true })
  expect([await complaints(space), await problems(space)]).toEqual([[], []])
})
