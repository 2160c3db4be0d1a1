import { rmSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import type { CID } from 'multiformats/cid'
import { expect, test } from 'vitest'
import type { Drive } from '../drive.ts'
import { bring, namesIn, newShared, save, type Opened, type Place } from '../drive.samples.ts'

interface Block {
  readonly cid: CID
  readonly bytes: Uint8Array
}

/** All batches that a device has taken in. */
function logOf({ parts, blocks }: Opened): Block[] {
  return parts.rows.batchNumbers().map((n) => {
    const cid = parts.tree.batchCid(n)
    return { cid, bytes: blocks.get(cid) }
  })
}

/** What there is to see, the trash and the versions as well. */
async function sightOf(drive: Drive): Promise<unknown> {
  const found = await drive.search({})
  const files = found.filter(({ kind }) => kind === 'file')
  const versions = await Promise.all(files.map(({ path }) => drive.versions(path)))
  const all = [...found, ...(await drive.trash())].map((entry) => ({ ...entry, local: true }))
  return [all.toSorted((a, b) => (a.id + a.path < b.id + b.path ? -1 : 1)), versions.flat().length]
}

/**
 * Three devices write by turns and hear of each other now and then; the last one is cut off behind its
 * second batch, by a record or by a batch. Three more only look on.
 */
async function stage(how: 'record' | 'batch', turns: readonly number[] = []) {
  const { places, cutBy } = newShared(6)
  await using stack = new AsyncDisposableStack()
  const homes: Opened[] = []
  for (const place of [places[0]!, places[1]!, places[5]!])
    homes.push(stack.use(await place.open()))
  const [a, , removed] = homes as [Opened, Opened, Opened]
  for (const name of ['kept', 'kept too', 'cut', 'cut too'])
    await save(removed.drive, `/${name}`, name)
  const { writer, seq, cid } = removed.parts.tree.batch(removed.parts.rows.batchNumbers()[1]!)
  for (const [i, turn] of turns.entries()) {
    const { drive } = homes[turn % 3]!
    const path = `/${['shared', 'kept', 'cut', 'x/y'][turn % 4]}`
    if (turn % 5 === 0) await bring(homes[(turn + 1) % 3]!, homes[turn % 3]!)
    else if (turn % 7 === 0) await drive.remove([path]).catch(() => undefined)
    else await save(drive, path, `turn ${i}`)
  }
  for (const from of homes) for (const to of homes) await bring(from, to, { contents: true })
  const heads = a.parts.rows.writers()
  const clock = 1 + Math.max(...heads.map((row) => row.clock))
  const cut = { writer, seq, cid }
  const seen = heads.map(({ digest }) => a.parts.rows.blockCid(digest))
  const cutting: Block = how === 'record' ? cutBy.record(cut) : cutBy.batch(cut, clock, seen)
  return {
    log: logOf(a),
    cutting,
    lookers: places.slice(2, 5),
    writing: places[0]!,
    removed: places[5]!,
  }
}

async function take(home: Opened, blocks: readonly Block[]): Promise<void> {
  await home.blocks.receive(blocks)
  home.takeIn()
}

function forgetIndex({ dir }: Place): void {
  for (const ending of ['', '-wal', '-shm']) rmSync(join(dir, `index.db${ending}`), { force: true })
}

test.each(['record', 'batch'] as const)(
  'what a %s cuts off goes out of the tree again, and its device may write no more',
  async (how) => {
    const { cutting, writing, removed } = await stage(how)
    for (const place of [writing, removed]) {
      {
        await using home = await place.open()
        expect(await namesIn(home.drive, '/')).toEqual(['cut', 'cut too', 'kept', 'kept too'])
        const stop = new AbortController()
        const changes = home.byEntry.watch(home.byEntry.root, stop.signal)[Symbol.asyncIterator]()
        await take(home, [cutting])
        expect(await namesIn(home.drive, '/')).toEqual(['kept', 'kept too'])
        expect((await changes.next()).value).toEqual({ kind: 'resync' })
        stop.abort()
      }
      for (const anew of [false, true]) {
        if (anew) forgetIndex(place)
        await using home = await place.open()
        expect(await namesIn(home.drive, '/')).toEqual(['kept', 'kept too'])
        const saved = save(home.drive, '/kept', 'more')
        if (place === writing) await saved
        else await expect(saved).rejects.toMatchObject({ code: 'denied' })
      }
    }
  },
)

test('what was cut off is not swept away, and does not keep the rest from being swept', async () => {
  const { cutting, writing } = await stage('record')
  await using home = await writing.open()
  await save(home.drive, '/dead', 'x'.repeat(500_000))
  await home.drive.remove(['/dead'], { forever: true })
  const versions = home.parts.rows.batchNumbers().flatMap((n) => home.parts.tree.batch(n).ops)
  await take(home, [cutting])
  const { freedBytes } = await home.drive.sweep()
  expect(freedBytes).toBeGreaterThan(400_000)
  const cut = versions.flatMap((op) => (op.o === 'version' ? [op.content] : []))
  const isHere = cut.map((content) =>
    [...home.parts.contents.digestsOf(content)].every((digest) => home.blocks.find(digest)),
  )
  expect(isHere).toEqual([true, true, true, true, false])
})

test('a change that follows on one that was cut off stays', async () => {
  const { cutting, writing, lookers } = await stage('record')
  await using home = await writing.open()
  await save(home.drive, '/seen', 'x')
  const log = logOf(home)
  await take(home, [cutting])
  expect(await namesIn(home.drive, '/')).toEqual(['kept', 'kept too', 'seen'])
  // the cut first: then what it cuts is only passed through
  await using looker = await lookers[0]!.open()
  await take(looker, [cutting])
  for (const block of log.toReversed()) await take(looker, [block])
  expect(await namesIn(looker.drive, '/')).toEqual(['kept', 'kept too', 'seen'])
})

test(
  'in whatever order a cut and the changes come, all devices end with the same',
  { timeout: 300_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('record', 'batch'),
        fc.array(fc.nat(1000), { maxLength: 14 }),
        fc.array(fc.nat(1000), { minLength: 5, maxLength: 40 }),
        async (how, turns, salts) => {
          const { log, cutting, lookers } = await stage(how, turns)
          let wanted: unknown
          for (const [i, place] of lookers.entries()) {
            const [last, size] = [i === 0 ? [cutting] : [], i === 0 ? log.length : 1 + i]
            const all = i === 0 ? log : mixed([...log, cutting], salts.slice(i))
            {
              await using home = await place.open()
              for (let at = 0; at < all.length; at += size)
                await take(home, all.slice(at, at + size))
              await take(home, last)
              expect(home.takeIn()).toBe(0)
              wanted ??= await sightOf(home.drive)
              expect(await sightOf(home.drive)).toEqual(wanted)
            }
            if (i !== 0) forgetIndex(place)
            await using home = await place.open()
            expect(home.waiting).toBe(0)
            expect(await sightOf(home.drive)).toEqual(wanted)
          }
        },
      ),
      { numRuns: 8, endOnFailure: true },
    )
  },
)

function mixed<T>(all: readonly T[], salts: readonly number[]): T[] {
  const rest = [...all]
  return all.flatMap((_, i) => rest.splice((salts[i % salts.length] ?? 0) % rest.length, 1))
}
