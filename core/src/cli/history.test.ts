import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Desk, openDesk } from './testing/desk.ts'

let desk: Desk
beforeEach(async () => {
  desk = openDesk()
  await desk.run(['init', '--no-input', '--name', 'Ada'])
  await desk.homes.drive.write('/f', [Uint8Array.of(1)])
})
afterEach(() => desk[Symbol.dispose]())

test('restore says what it put into the trash, and what only got its time or permissions', async () => {
  const quiet = await desk.run(['restore', '/', '--at', '2h'])
  expect(quiet.stderr).toBe('Restored 1 file, 0 B.\n')
  desk.homes.drive.restored = { files: 0, trashed: 2, touched: 1 }
  const told = await desk.run(['restore', '/', '--at', '2h'])
  expect(told.stderr.split('\n')).toEqual([
    'Restored 0 files, 0 B.',
    '1 entry got back only a time or permissions.',
    '2 entries that were not there then are in the trash. try: space trash ls',
    '',
  ])
  desk.homes.drive.restored = { trashed: 1 }
  const one = await desk.run(['restore', '/', '--at', '2h'])
  expect(one.stderr).toContain('1 entry that was not there then is in the trash.')
})

test('versions shows seconds where two of them share a minute', async () => {
  const minute = Date.UTC(2026, 0, 31, 12)
  const timesOf = async (): Promise<string[]> => {
    const { stdout } = await desk.run(['versions', '/f'])
    return stdout.match(/\d\d:\d\d(?::\d\d)?/g) ?? []
  }
  desk.homes.drive.savedAt = [minute + 60_000, minute]
  expect(new Set((await timesOf()).map(({ length }) => length))).toEqual(new Set([5]))
  desk.homes.drive.savedAt = [minute + 5000, minute]
  expect((await timesOf()).map((time) => time.slice(-3))).toEqual([':05', ':00'])
})
