import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { segmentPath } from '../blocks/car.ts'
import { openSegments } from '../blocks/segments.ts'
import { randomBytes } from '../crypto/hash.ts'
import type { Keeping } from '../drive/drive.ts'
import { openHome } from './open.ts'
import { openServed } from './served.samples.ts'

const DAY_MS = 86_400_000
const MIB = 2 ** 20
const START = Date.UTC(2027, 0, 4, 12)

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'space-keep-'))
  vi.useFakeTimers({ toFake: ['Date'], now: START })
})
afterEach(() => {
  vi.useRealTimers()
  rmSync(dir, { recursive: true, force: true })
})

test('a sweep of the home lets go of what is not kept and frees its room, also without its index', async () => {
  const newest = randomBytes(MIB)
  {
    await using home = await openServed(dir)
    const { drive } = home.space
    const thinned: Keeping = {
      versions: 'thinned',
      allDays: 1,
      dailyDays: 2,
      weeklyDays: 3,
      trashDays: 5,
    }
    expect(await home.served.drive.setKeeping(thinned)).toEqual(thinned)
    expect(await drive.keeping()).toEqual(thinned)
    for (const bytes of [randomBytes(MIB), randomBytes(MIB), newest]) {
      vi.setSystemTime(Date.now() + 1000)
      await drive.write('/f', [bytes])
    }
    await drive.write('/g', [randomBytes(MIB)])
    await drive.remove(['/g'])
    vi.setSystemTime(START + 10 * DAY_MS)
    const swept = await home.served.drive.sweep()
    expect(swept.expired).toEqual({ versions: 2, entries: 1 })
    expect(swept.freedBytes).toBeGreaterThan(3 * MIB)
    expect(swept.liveBytes).toBeLessThan(2 * MIB)
  }
  forgetIndex()
  await using space = await openHome({ dir: join(dir, 'home'), unlock: {} })
  const { drive } = space
  expect(await drive.versions('/f')).toMatchObject([{ current: true, size: MIB }])
  expect(Buffer.concat(await Array.fromAsync(drive.read('/f'))).equals(newest)).toBe(true)
  expect(await drive.trash()).toEqual([])
  expect((await drive.keeping()).trashDays).toBe(5)
  expect((await drive.verify()).problems).toEqual([])
  expect((await space.doctor()).filter(({ state }) => state === 'failed')).toEqual([])
  expect(await drive.expire()).toEqual({ versions: 0, entries: 0 })
})

test.each([
  ['a place where a change may have been cannot be read', -36, true],
  ['a change cannot be read', 5, true],
  ['a change cannot be read, which nobody knew yet', 5, false],
])('when %s, a sweep does nothing: not even old versions go', async (_, at, indexLost) => {
  {
    await using home = await openServed(dir)
    const { drive } = home.space
    const days = { allDays: 1, dailyDays: 2, weeklyDays: 3, trashDays: 5 }
    await drive.setKeeping({ versions: 'thinned', ...days })
    for (const text of ['1', '2', '3']) {
      vi.setSystemTime(Date.now() + 1000)
      await drive.write('/f', [Buffer.from(text)])
    }
    await drive.write('/g', [Buffer.from('x')])
    await drive.remove(['/g'])
    await drive.makeFolder('/last')
  }
  await damageLastChange(at)
  if (indexLost) forgetIndex()
  vi.setSystemTime(START + 10 * DAY_MS)
  await using space = await openHome({ dir: join(dir, 'home'), unlock: {} })
  const { drive } = space
  await expect(drive.sweep()).rejects.toMatchObject({
    code: 'conflict',
    message: 'nothing was swept',
  })
  expect(await drive.versions('/f')).toHaveLength(3)
  expect(await drive.trash()).toHaveLength(1)
})

test('through the daemon the reason comes along when the clock is not believed', async () => {
  await using home = await openServed(dir)
  await home.space.drive.write('/f', [Uint8Array.of(1)])
  vi.setSystemTime(START - DAY_MS)
  const skipped = expect.stringContaining('set the clock right')
  expect(await home.served.drive.expire()).toEqual({ versions: 0, entries: 0, skipped })
  expect((await home.served.drive.sweep()).expired.skipped).toEqual(skipped)
})

test.each([
  [undefined],
  ['all'],
  [{}],
  [{ versions: 'all' }],
  [{ versions: 'none', trashDays: 3 }],
  [{ versions: 'all', trashDays: 0 }],
  [{ versions: 'thinned', trashDays: 3 }],
  [{ versions: 'thinned', trashDays: 3, allDays: 2, dailyDays: 1, weeklyDays: null }],
])('a program that asks the daemon to keep %j is refused', async (wanted) => {
  await using home = await openServed(dir)
  await expect(home.call('drive.setKeeping', [wanted])).rejects.toMatchObject({ code: 'bad-input' })
  expect(await home.served.drive.keeping()).toEqual({ versions: 'all', trashDays: 30 })
})

function forgetIndex(): void {
  for (const ending of ['', '-wal', '-shm'])
    rmSync(join(dir, 'home', 'blocks', `index.db${ending}`), { force: true })
}

/** Flips a bit of the newest change of any log, `at` bytes from where it begins. */
async function damageLastChange(at: number): Promise<void> {
  const store = join(dir, 'home', 'blocks')
  await using blocks = await openSegments({ dir: store })
  const places = blocks.logDigests().flatMap((digest) => blocks.find(digest) ?? [])
  const [last] = places.sort((a, b) => b.segment - a.segment || b.offset - a.offset)
  if (last === undefined) throw new Error('no change')
  const path = segmentPath(store, last.segment)
  const bytes = readFileSync(path)
  bytes[last.offset + at] = (bytes[last.offset + at] ?? 0) ^ 4
  writeFileSync(path, bytes)
}
