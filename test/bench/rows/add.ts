import { join } from 'node:path'
import { readyHelia } from '../../peers/helia.ts'
import type { PeerName } from '../../peers/peers.ts'
import { type Bench, begin, type Row, startPeer, wakeUp } from '../bench.ts'
import { packageTree, randomFile, smallFiles } from '../data.ts'
import { flush, interleave, median, timeLine } from '../measure.ts'
import { startWarm } from '../ours.ts'
import { copyPlain } from '../plain-copy.ts'
import { measureRoofline } from '../roofline.ts'
import { type Figure, time } from '../table.ts'
import { faster } from './limits.ts'

/** One incompressible file of a GiB. */
export function bigFile(bench: Bench): string {
  return bench.data('big.bin', (path) => randomFile(path, bench.sizes.bigBytes, 'big'))
}

/** 10,000 files of 4 KiB. */
export function smallFolder(bench: Bench): string {
  return bench.data('small', (path) => smallFiles(path, bench.sizes.smallCount, 4096, 'small'))
}

/** 10,000 files as npm lays them out. */
export function treeFolder(bench: Bench): string {
  return bench.data('tree', (path) => packageTree(path, bench.sizes.treeCount, 'tree'))
}

export const addBig: Row = {
  id: 'add-big',
  async measure(bench) {
    const load = begin(bench, 'add-big')
    const source = bigFile(bench)
    // It must lie in the page cache for all of them alike.
    await timeLine('cat "$S" > /dev/null', { S: source })
    const acknowledged: number[] = []
    const contestants = contestantsFor(bench, source, ['restic', 'rclone', 'gocryptfs', 'age'])
    contestants.set('ours', () => addOurs(bench, source, acknowledged))
    contestants.set('plain copy', async () => {
      const dir = bench.fresh('plain')
      const ms = await copyPlain(source, dir)
      return ms + flushAndDrop(bench, dir)
    })
    const helia = readyHelia()
    if ('why' in helia) bench.say(`not compared with helia: ${helia.why}`)
    else {
      contestants.set('helia', async () => {
        const dir = bench.fresh('helia')
        const ms = await helia.add(source, dir)
        return ms + flushAndDrop(bench, dir)
      })
    }
    let speeds: ReadonlyMap<string, number> = new Map()
    contestants.set('roofline', async () => {
      const roofline = measureRoofline(bench.work, source)
      speeds = roofline.speeds
      return roofline.addMs(bench.sizes.bigBytes)
    })
    const taken = await interleave(bench.rounds, contestants)
    const steps = [...speeds].map(([step, rate]) => `${step} ${Math.round(rate)}`).join(', ')
    bench.say(`MB per CPU-second: ${steps}`)
    const work = `add ${bench.words.bigBytes} random, acknowledged`
    const roofline = median(taken.get('roofline') ?? [])
    const ours = median(acknowledged)
    const share: Figure = {
      work: `${work}, share of the compute roofline`,
      measured: `${time(ours)}, roofline ${time(roofline)}`,
      value: roofline / ours,
      unit: '×',
      rule: 'at least',
      floor: 0.5,
      goal: 0.8,
      rounds: bench.rounds,
      load,
    }
    return [
      share,
      ...faster(bench, work, load, taken, [
        { other: 'restic', floor: 1.5, goal: 3 },
        { other: 'rclone', floor: 1.4, goal: 2.5 },
        { other: 'gocryptfs', floor: 1, goal: 2 },
        { other: 'age', floor: 0.45, goal: 0.9 },
        { other: 'helia', floor: 1.2, goal: 2 },
        { other: 'plain copy' },
      ]),
    ]
  },
}

export const addSmall: Row = {
  id: 'add-small',
  measure: (bench) =>
    addFolder(
      bench,
      'add-small',
      `add ${bench.words.smallCount} files of 4 KiB`,
      smallFolder(bench),
    ),
}

export const addTree: Row = {
  id: 'add-tree',
  measure: (bench) =>
    addFolder(
      bench,
      'add-tree',
      `add a node_modules tree of ${bench.words.treeCount} files`,
      treeFolder(bench),
    ),
}

async function addFolder(
  bench: Bench,
  id: string,
  work: string,
  source: string,
): Promise<Figure[]> {
  const load = begin(bench, id)
  await timeLine('tar cf - -C "$S" . | cat > /dev/null', { S: source })
  const contestants = contestantsFor(bench, source, ['restic', 'rclone', 'age'])
  contestants.set('ours', () => addOurs(bench, source, []))
  const taken = await interleave(bench.rounds, contestants)
  return faster(bench, work, load, taken, [
    { other: 'restic', floor: 1.2, goal: 3 },
    { other: 'rclone', floor: 4, goal: 10 },
    { other: 'age' },
  ])
}

function contestantsFor(
  bench: Bench,
  source: string,
  names: readonly PeerName[],
): Map<string, (round: number) => Promise<number>> {
  const here = names.filter((name) => bench.peers.ready.has(name))
  return new Map(
    here.map((name) => [
      name,
      async () => {
        const run = await startPeer(bench, name, source)
        if (run === undefined) throw new Error(`${name} is gone`)
        const ms = await run.time('add')
        await run.end()
        return ms
      },
    ]),
  )
}

/** A fresh warm space takes `source` in; with the flush that the others need, though it has its own. */
async function addOurs(bench: Bench, source: string, acknowledged: number[]): Promise<number> {
  const home = bench.fresh('ours')
  await using ours = await startWarm(join(home), wakeUp(bench))
  const { ms } = await ours.ask({ op: 'import', sources: [source], to: '/' })
  acknowledged.push(ms)
  return ms + flush(bench.work)
}

function flushAndDrop(bench: Bench, dir: string): number {
  const ms = flush(bench.work)
  bench.fresh(dir.slice(bench.work.length + 1))
  return ms
}
