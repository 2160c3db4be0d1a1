import { describe, expect, test } from 'vitest'
import { save } from './drive.samples.ts'
import { contents, dated, DAY_MS, halfDays, saveAt, START, THINNED } from './expire.samples.ts'

describe('a clock that is not to be believed', () => {
  const cases: readonly (readonly [string, number, RegExp])[] = [
    ['behind the last change', START - 1, /set the clock right/],
    ['61 days ahead', START + 61 * DAY_MS, /2027-03-06.*2027-01-04.*save anything/],
    ['at no day', Number.MAX_SAFE_INTEGER, /no day there is/],
  ]

  test.each(cases)('%s: nothing goes, and the reason is told', async (_, now, reason) => {
    const place = dated()
    await using home = await place.open()
    const { drive } = home
    await drive.setKeeping(THINNED)
    await saveAt(drive, place, halfDays(-20, -19, -18, -17, 0))
    place.now = START - 20 * DAY_MS
    await save(drive, '/g', 'x')
    await drive.remove(['/g'])
    place.now = START
    await save(drive, '/h', 'x')
    place.now = now
    const done = await drive.expire()
    expect(done).toEqual({ versions: 0, entries: 0, skipped: expect.stringMatching(reason) })
    expect((await drive.sweep()).expired).toEqual(done)
    expect(await contents(drive)).toHaveLength(5)
    expect(await drive.trash()).toHaveLength(1)
  })

  test('after 60 days of silence it still is, also when the last thing done was to expire', async () => {
    const place = dated()
    await using home = await place.open()
    const { drive } = home
    await drive.setKeeping(THINNED)
    await saveAt(drive, place, halfDays(0, 1, 2))
    place.now += 60 * DAY_MS
    expect(await drive.expire()).toEqual({ versions: 2, entries: 0 })
    place.now += 60 * DAY_MS
    expect(await drive.expire()).toEqual({ versions: 0, entries: 0 })
  })

  test('what is saved under a clock that runs ahead does not make it believed', async () => {
    const place = dated()
    await using home = await place.open()
    const { drive } = home
    await saveAt(drive, place, halfDays(0, 1, 2))
    await save(drive, '/g', 'x')
    await drive.remove(['/g'])
    const wrong = START + 400 * DAY_MS
    place.now = wrong
    await save(drive, '/h', 'x')
    for (const days of [0, 1, 6.9]) {
      place.now = wrong + days * DAY_MS
      await save(drive, '/h', `${days}`)
      expect((await drive.expire()).skipped).toMatch(/2028-02-.*before this week is of 2027-01-0/)
    }
    expect(await drive.trash()).toHaveLength(1)
    // set right again, it is as if nothing had been
    place.now = START + 10 * DAY_MS
    await save(drive, '/h', 'right')
    expect(await drive.expire()).toEqual({ versions: 0, entries: 0 })
    expect(await drive.trash()).toHaveLength(1)
  })

  test('after a long silence it is believed a week after the next change', async () => {
    const place = dated()
    await using home = await place.open()
    const { drive } = home
    await save(drive, '/g', 'x')
    await drive.remove(['/g'])
    place.now = START + 400 * DAY_MS
    await save(drive, '/h', 'x')
    expect((await drive.expire()).skipped).toMatch(/7 days later/)
    place.now += 7 * DAY_MS
    expect(await drive.expire()).toEqual({ versions: 0, entries: 1 })
  })

  test('a change of another device counts as the last one', async () => {
    const place = dated()
    await using home = await place.open()
    const entry = await save(home.drive, '/f', 'x')
    const other = home.other()
    const id = Buffer.from(entry.id, 'hex')
    other.edit([{ o: 'set', id, field: 'mode', value: 0o600, at: START + DAY_MS }])
    await other.deliver()
    expect((await home.drive.expire()).skipped).toMatch(/set the clock right/)
    place.now += DAY_MS
    expect((await home.drive.expire()).skipped).toBeUndefined()
  })

  test('a change of no time says nothing', async () => {
    const place = dated()
    await using home = await place.open()
    const { drive } = home
    await save(drive, '/f', 'x')
    place.now = 0
    await save(drive, '/f', 'y')
    place.now = START + DAY_MS
    expect(await drive.expire()).toEqual({ versions: 0, entries: 0 })
    place.now = START - 1
    expect((await drive.expire()).skipped).toBeDefined()
  })

  test('one that was set right is believed again with the next change', async () => {
    const place = dated()
    await using home = await place.open()
    const { drive } = home
    place.now = Date.UTC(2099, 0, 1)
    await save(drive, '/f', 'x')
    place.now = START
    expect((await drive.expire()).skipped).toBeDefined()
    await save(drive, '/f', 'y')
    expect(await drive.expire()).toEqual({ versions: 0, entries: 0 })
  })
})
