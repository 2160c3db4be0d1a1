import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SpaceError } from '@space/sdk'
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

test('what is in the trash is told apart by when it came there and by its id', async () => {
  await desk.run(['rm', '/f'])
  const { stdout } = await desk.run(['trash', 'ls'])
  expect(stdout).toMatch(
    /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}00000000 {2}\/f {2}1 B {2}30 days left\n$/,
  )
})

test('keep speaks of a sweep only where less is kept, and names the option that it refuses', async () => {
  expect((await desk.run(['keep', '--all'])).stderr).toBe('')
  expect((await desk.run(['keep', '--trash-days', '60'])).stderr).toBe('')
  expect((await desk.run(['keep', '--trash-days', '7'])).stderr).toContain('sweep')
  expect((await desk.run(['keep', '--all-days', '7'])).stderr).toContain('sweep')
  desk.homes.drive.setKeeping = async () => {
    throw new SpaceError('bad-input', 'no', { why: 'each is at least the one before it' })
  }
  const refused = await desk.run(['keep', '--daily-days', '2'])
  expect(refused.code).toBe(2)
  expect(refused.stderr).toContain('--daily-days 2 cannot be kept')
})

test('du ends with the room on disk, and what is in it', async () => {
  const segments = join(desk.home, 'blocks', 'segments')
  mkdirSync(segments, { recursive: true })
  writeFileSync(join(segments, '000000.car'), Buffer.alloc(1500))
  await desk.run(['rm', '/f'])
  const { stderr } = await desk.run(['du'])
  expect(stderr).toBe(
    'On disk 1.5 kB: with older versions, 1 entry in the trash, and what space sweep would free.\n',
  )
  expect((await desk.run(['du', '/'])).stderr).toBe('')
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
