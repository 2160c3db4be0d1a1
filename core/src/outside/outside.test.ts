import fs from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { SpaceError } from '@space/sdk'
import { newFolder } from '../drive/drive.samples.ts'
import { MOST_COPIES } from './outside.ts'
import { keptInMemory, openStand, QUICK, saveByRename } from './outside.samples.ts'

/** No pause of a busy machine is taken for a rest. */
const PATIENT = { ...QUICK, settleMs: 2000, restlessMs: 1e9 }

const modeOf = (path: string): string => (fs.statSync(path).mode & 0o777).toString(8)

test('a copy lies in a folder of its own for this user alone, by the name of the file', async () => {
  await using stand = await openStand()
  const path = await stand.openFile('/Letters/Dear Ada.txt', 'hello')
  expect(fs.readFileSync(path, 'utf8')).toBe('hello')
  expect(path.endsWith('/Dear Ada.txt')).toBe(true)
  expect([modeOf(path), modeOf(dirname(path)), modeOf(stand.disk)]).toEqual(['600', '700', '700'])
  expect(stand.outside.list()).toMatchObject([{ place: 'disk', canChange: true, savedAt: null }])
})

test.each([
  ['written in place', (path: string) => fs.writeFileSync(path, 'better')],
  ['replaced by rename', (path: string) => saveByRename(path, 'better')],
  [
    'removed and made again',
    (path: string) => {
      fs.rmSync(path)
      fs.writeFileSync(path, 'better')
    },
  ],
])('what a program saves comes back as a version by the app: %s', async (_how, write) => {
  await using stand = await openStand()
  const path = await stand.openFile('/note.txt', 'good')
  fs.writeFileSync(join(dirname(path), '.~lock.note.txt#'), 'ada')
  write(path)
  await stand.until(([one]) => one?.savedAt !== null && one?.isInUse === true)
  expect(await stand.read('/note.txt')).toBe('better')
  const versions = await stand.drive.drive.versions('/note.txt')
  expect(versions.map(({ by }) => by)).toEqual(['files', undefined])
  expect((await stand.drive.drive.list('/')).map(({ name }) => name)).toEqual(['note.txt'])
})

test('a program that writes slowly is waited for: only the whole comes back', async () => {
  await using stand = await openStand({ pace: PATIENT })
  const path = await stand.openFile('/slow.txt', 'old')
  const file = fs.openSync(path, 'w')
  const parts = Array.from({ length: 12 }, (_, i) => `part ${i}\n`)
  for (const part of parts) {
    fs.writeSync(file, part)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  fs.closeSync(file)
  await stand.until(([one]) => one?.savedAt !== null)
  expect(await stand.drive.drive.versions('/slow.txt')).toHaveLength(2)
  expect(await stand.read('/slow.txt')).toBe(parts.join(''))
})

test('a program that writes a thousand times a second costs few looks and no versions, and loses nothing', async () => {
  let looks = 0
  await using stand = await openStand({
    pace: PATIENT,
    copies: (real) => ({
      ...real,
      look(...what) {
        looks += 1
        return real.look(...what)
      },
    }),
  })
  const path = await stand.openFile('/log.txt', '')
  let n = 0
  while (n < 1500) {
    for (let i = 0; i < 10; i++) fs.appendFileSync(path, `${n++}\n`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  expect(looks).toBeLessThanOrEqual(10)
  const [copy] = stand.outside.list()
  await stand.outside.done(copy?.id ?? '')
  expect((await stand.read('/log.txt')).trim().split('\n')).toHaveLength(n)
  expect((await stand.drive.drive.versions('/log.txt')).length).toBeLessThanOrEqual(4)
})

test('of a program that never rests something comes back all the same', async () => {
  await using stand = await openStand({ pace: { ...QUICK, settleMs: 100, restlessMs: 400 } })
  const path = await stand.openFile('/log.txt', '')
  const writing = setInterval(() => fs.appendFileSync(path, 'line\n'), 5)
  await stand.until(([one]) => one?.savedAt !== null)
  clearInterval(writing)
  expect(await stand.read('/log.txt')).toContain('line')
})

test('when the file changed inside too both are kept, and the copy goes on as its own file', async () => {
  await using stand = await openStand()
  const path = await stand.openFile('/Money/Budget.xlsx', 'one')
  await stand.drive.drive.write('/Money/Budget.xlsx', [Buffer.from('inside')])
  saveByRename(path, 'outside')
  const [kept] = await stand.until(([one]) => one?.keptAs !== null)
  expect(kept?.keptAs).toBe('Budget (from outside).xlsx')
  expect(await stand.read('/Money/Budget.xlsx')).toBe('inside')
  expect(await stand.read('/Money/Budget (from outside).xlsx')).toBe('outside')
  saveByRename(path, 'outside again')
  await stand.until(([one]) => one?.savedAt !== kept?.savedAt)
  expect(await stand.read('/Money/Budget (from outside).xlsx')).toBe('outside again')
  expect(await stand.drive.drive.list('/Money')).toHaveLength(2)
})

test('what is saved for a file that was removed inside comes back beside where it was', async () => {
  await using stand = await openStand()
  const path = await stand.openFile('/Box/gone.txt', 'one')
  await stand.drive.drive.remove(['/Box/gone.txt'])
  fs.writeFileSync(path, 'still wanted')
  await stand.until(([one]) => one?.keptAs !== null)
  expect(await stand.read('/Box/gone (from outside).txt')).toBe('still wanted')
})

test('a copy that is deleted outside changes nothing inside', async () => {
  await using stand = await openStand()
  const path = await stand.openFile('/note.txt', 'good')
  fs.rmSync(path)
  await stand.outside.done(stand.outside.list()[0]?.id ?? '')
  expect(await stand.read('/note.txt')).toBe('good')
  expect(await stand.drive.drive.versions('/note.txt')).toHaveLength(1)
})

test('of a copy to read nothing comes back, whatever is done to it', async () => {
  await using stand = await openStand()
  const path = await stand.openFile('/note.txt', 'good', { canChange: false })
  expect(modeOf(path)).toBe('400')
  fs.chmodSync(path, 0o600)
  fs.writeFileSync(path, 'changed')
  fs.writeFileSync(join(dirname(path), 'new.txt'), 'new')
  await stand.outside.done(stand.outside.list()[0]?.id ?? '')
  expect(await stand.read('/note.txt')).toBe('good')
  expect(await stand.drive.drive.list('/')).toHaveLength(1)
  expect(fs.readdirSync(stand.disk)).toEqual([])
})

test('done looks once more, takes new files beside the copy along, and removes all', async () => {
  await using stand = await openStand()
  const path = await stand.openFile('/Trip/plan.odt', 'one')
  fs.writeFileSync(path, 'two')
  fs.writeFileSync(join(dirname(path), 'plan.pdf'), 'printed')
  fs.writeFileSync(join(dirname(path), '.~lock.plan.odt#'), 'ada')
  fs.writeFileSync(join(dirname(path), 'plan.odt~'), 'one')
  await stand.outside.done(stand.outside.list()[0]?.id ?? '')
  expect(await stand.read('/Trip/plan.odt')).toBe('two')
  expect(await stand.read('/Trip/plan.pdf')).toBe('printed')
  expect(await stand.drive.drive.list('/Trip')).toHaveLength(2)
  expect([fs.readdirSync(stand.disk), stand.outside.list()]).toEqual([[], []])
})

test('a file that is open already is opened again, with what is newest inside', async () => {
  await using stand = await openStand()
  const path = await stand.openFile('/note.txt', 'one')
  expect(await stand.openFile('/note.txt', 'two')).toBe(path)
  expect([fs.readFileSync(path, 'utf8'), stand.outside.list().length]).toEqual(['two', 1])
  fs.writeFileSync(path, 'three')
  await stand.until(([one]) => one?.savedAt !== null)
  expect(await stand.read('/note.txt')).toBe('three')
})

test('two that open the same file at once get the same copy', async () => {
  await using stand = await openStand()
  await stand.drive.drive.write('/note.txt', [Buffer.from('one')])
  const ask = { app: 'files', entry: await stand.idOf('/note.txt'), canChange: true }
  await Promise.all([stand.outside.open(ask), stand.outside.open(ask)])
  expect(new Set(stand.given).size).toBe(1)
  expect(fs.readdirSync(stand.disk)).toHaveLength(1)
})

test('what no program opens leaves no copy', async () => {
  const nothing = async (): Promise<void> => {
    throw new SpaceError('not-found', 'No program of this computer opens it')
  }
  await using stand = await openStand({ programs: { open: nothing } })
  await expect(stand.openFile('/odd.xyz', 'one')).rejects.toMatchObject({ code: 'not-found' })
  expect([fs.readdirSync(stand.disk), stand.outside.list()]).toEqual([[], []])
})

test('where the computer opens nothing, nothing leaves', async () => {
  await using stand = await openStand({ programs: { problem: () => 'there is no display here' } })
  await expect(stand.openFile('/a.txt', 'one')).rejects.toMatchObject({
    code: 'not-found',
    why: 'there is no display here',
  })
  expect(fs.existsSync(stand.disk)).toBe(false)
})

test('many at once are bounded, and the rest can come when some are done', async () => {
  await using stand = await openStand()
  for (let i = 0; i < MOST_COPIES * 3; i++)
    await stand.drive.drive.write(`/f${i}.txt`, [Buffer.from(String(i))])
  const wanted = Array.from({ length: MOST_COPIES * 3 }, async (_, i) =>
    stand.outside.open({ app: 'files', entry: await stand.idOf(`/f${i}.txt`), canChange: true }),
  )
  const results = await Promise.allSettled(wanted)
  const refused = results.filter(({ status }) => status === 'rejected')
  expect(refused).toHaveLength(MOST_COPIES * 2)
  expect(fs.readdirSync(stand.disk)).toHaveLength(MOST_COPIES)
  await stand.outside.done(stand.outside.list()[0]?.id ?? '')
  await stand.openFile('/one-more.txt', 'x')
})

test('in memory what fits into half of it; what does not, and what memory has no room for, on the disk', async () => {
  const shm = '/dev/shm'
  await using stand = await openStand({
    memory: [shm],
    copies: (real) => ({
      ...real,
      async put(folder, ...rest) {
        if (folder.place === 'memory' && rest[0] === 'full.txt')
          throw new SpaceError('disk-full', 'There is no room for a copy on this computer')
        return real.put(folder, ...rest)
      },
    }),
  })
  const path = await stand.openFile('/small.txt', 'small')
  expect(path.startsWith(`${shm}/`)).toBe(true)
  expect(modeOf(dirname(dirname(path)))).toBe('700')
  expect(stand.outside.list()).toMatchObject([{ place: 'memory' }])
  expect((await stand.openFile('/full.txt', 'full')).startsWith(stand.disk)).toBe(true)
  const base = dirname(dirname(path))
  await stand.outside[Symbol.asyncDispose]()
  expect(fs.existsSync(base)).toBe(false)
})

test('stopping brings back what was saved last and leaves nothing unlocked', async () => {
  const stand = await openStand()
  const path = await stand.openFile('/note.txt', 'one')
  fs.writeFileSync(path, 'two')
  await stand.outside[Symbol.asyncDispose]()
  expect(await stand.read('/note.txt')).toBe('two')
  expect(fs.readdirSync(stand.disk)).toEqual([])
  await stand.drive[Symbol.asyncDispose]()
})

test('the next start brings back what was saved while nobody looked, once, and removes it', async () => {
  const kept = keptInMemory()
  const base = newFolder()
  const first = await openStand({ kept, base, pace: { ...QUICK, settleMs: 1e9, lookMs: 1e9 } })
  const path = await first.openFile('/note.txt', 'one')
  const same = await first.openFile('/same.txt', 'same')
  const half = kept.get() as { digest: string; dir: string; id: string }[]
  // a third one that was not all there yet
  const partial = join(first.disk, 'partial')
  fs.mkdirSync(partial, { mode: 0o700 })
  fs.writeFileSync(join(partial, 'half.txt'), 'ha')
  kept.set([...half, { ...half[0], id: 'partial', dir: partial, name: 'half.txt', digest: '' }])
  fs.writeFileSync(path, 'two')
  // as after a kill: nothing was brought back, nothing removed
  await first.drive[Symbol.asyncDispose]()
  await using next = await openStand({ kept, base, place: first.place })
  await next.until((states) => states.length === 0 && !fs.existsSync(partial))
  expect(await next.read('/note.txt')).toBe('two')
  expect(await next.drive.drive.versions('/same.txt')).toHaveLength(1)
  expect((await next.drive.drive.list('/')).map(({ name }) => name)).toEqual([
    'note.txt',
    'same.txt',
  ])
  expect([fs.existsSync(same), fs.readdirSync(next.disk), kept.get()]).toEqual([false, [], []])
})

test('a version that was saved just before a crash is not taken for one of somebody else', async () => {
  const kept = keptInMemory()
  const base = newFolder()
  const first = await openStand({ kept, base, pace: { ...QUICK, settleMs: 1e9, lookMs: 1e9 } })
  const path = await first.openFile('/note.txt', 'one')
  fs.writeFileSync(path, 'two')
  await first.drive.drive.write('/note.txt', [Buffer.from('two')])
  await first.drive[Symbol.asyncDispose]()
  await using next = await openStand({ kept, base, place: first.place })
  await next.until((states) => states.length === 0)
  expect(await next.drive.drive.list('/')).toHaveLength(1)
})

test('copies that nobody knows of any more come in, and are not left unlocked', async () => {
  const base = newFolder()
  const first = await openStand({ base, pace: { ...QUICK, settleMs: 1e9, lookMs: 1e9 } })
  fs.writeFileSync(await first.openFile('/note.txt', 'one'), 'two')
  await first.drive[Symbol.asyncDispose]()
  await using next = await openStand({ base, place: first.place, kept: keptInMemory() })
  await next.outside[Symbol.asyncDispose]()
  expect(await next.read('/note (from outside).txt')).toBe('two')
  expect(fs.readdirSync(next.disk)).toEqual([])
})

test('what cannot come back stays where it is, says why, and is tried again', async () => {
  let isFull = true
  await using stand = await openStand({
    copies: (real) => ({
      ...real,
      async *read(...what) {
        if (isFull) throw new SpaceError('disk-full', 'The disk is full')
        yield* real.read(...what)
      },
    }),
  })
  const path = await stand.openFile('/note.txt', 'one')
  fs.writeFileSync(path, 'two')
  const [stuck] = await stand.until(([one]) => one?.problem === 'The disk is full')
  await expect(stand.outside.done(stuck?.id ?? '')).rejects.toMatchObject({ code: 'disk-full' })
  expect(fs.readFileSync(path, 'utf8')).toBe('two')
  isFull = false
  await stand.until(([one]) => one?.savedAt !== null && one?.problem === null)
  expect(await stand.read('/note.txt')).toBe('two')
})
