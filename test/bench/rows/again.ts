import { createReadStream, createWriteStream, utimesSync, writeFileSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { begin, type Row, segmentBytes, startPeer, wakeUp } from '../bench.ts'
import { seededStream } from '../data.ts'
import { interleave, median } from '../measure.ts'
import { startWarm } from '../ours.ts'
import { type Figure, time } from '../table.ts'
import { bigFile, treeFolder } from './add.ts'
import { faster } from './limits.ts'

export const readdBig: Row = {
  id: 'readd-big',
  async measure(bench) {
    const load = begin(bench, 'readd-big')
    const source = bigFile(bench)
    const home = bench.fresh('ours')
    await using ours = await startWarm(home, wakeUp(bench))
    await ours.ask({ op: 'import', sources: [source], to: '/' })
    const restic = await startPeer(bench, 'restic', source)
    await restic?.time('add')
    const grown: number[] = []
    const contestants = new Map([
      [
        'ours',
        async (round: number) => {
          // Another time makes every byte be read again.
          utimesSync(source, 1_700_000_000 + round, 1_700_000_000 + round)
          const before = segmentBytes(home)
          const { ms } = await ours.ask({ op: 'import', sources: [source], to: '/' })
          grown.push(segmentBytes(home) - before)
          return ms
        },
      ],
    ])
    if (restic !== undefined) contestants.set('restic -f', () => restic.time('readAgain'))
    const taken = await interleave(bench.rounds, contestants)
    await restic?.end()
    const work = `re-add ${bench.words.bigBytes}, all bytes read`
    return [
      ...faster(bench, work, load, taken, [{ other: 'restic -f', floor: 1.5, goal: 2.5 }]),
      bytesFigure(`${work}: new bytes`, grown, 'KB', 64, 4, load),
    ]
  },
}

export const readdTree: Row = {
  id: 'readd-tree',
  async measure(bench) {
    const load = begin(bench, 'readd-tree')
    const source = treeFolder(bench)
    await using ours = await startWarm(bench.fresh('ours'), wakeUp(bench))
    await ours.ask({ op: 'import', sources: [source], to: '/' })
    const restic = await startPeer(bench, 'restic', source)
    if (restic === undefined) return []
    await restic.time('add')
    const add = async (): Promise<number> =>
      (await ours.ask({ op: 'import', sources: [source], to: '/' })).ms
    const contestants = new Map([
      ['ours', add],
      ['restic', () => restic.time('addAgain')],
    ])
    const taken = await interleave(bench.rounds, contestants)
    await restic.end()
    const own = median(taken.get('ours') ?? [])
    const theirs = median(taken.get('restic') ?? [])
    return [
      {
        work: `re-add an unchanged tree of ${bench.words.treeCount} files, of the time of restic`,
        measured: `${time(own)} against ${time(theirs)}`,
        value: own / theirs,
        unit: '×',
        rule: 'at most',
        floor: 0.3,
        goal: 0.1,
        rounds: bench.rounds,
        load,
      },
    ]
  },
}

export const insert: Row = {
  id: 'insert',
  async measure(bench) {
    const load = begin(bench, 'insert')
    const source = bigFile(bench)
    const grown: number[] = []
    const home = bench.fresh('ours')
    await using ours = await startWarm(home, wakeUp(bench))
    await ours.ask({ op: 'import', sources: [source], to: '/' })
    for (let round = 0; round < bench.rounds; round++) {
      const longer = bench.fresh('longer.bin')
      writeFileSync(longer, seededStream(`insert ${round}`)(2 ** 20))
      await pipeline(createReadStream(source), createWriteStream(longer, { flags: 'a' }))
      const before = segmentBytes(home)
      await ours.ask({ op: 'import', sources: [longer], to: `/${round}` })
      grown.push(segmentBytes(home) - before)
    }
    bench.fresh('longer.bin')
    return [
      bytesFigure(
        `1 MiB put before ${bench.words.bigBytes}: new bytes`,
        grown,
        'MB',
        1.5,
        1.3,
        load,
      ),
    ]
  },
}

function bytesFigure(
  work: string,
  bytes: readonly number[],
  unit: 'KB' | 'MB',
  floor: number,
  goal: number,
  load: string,
): Figure {
  const value = median(bytes) / (unit === 'KB' ? 1e3 : 1e6)
  const measured = `${median(bytes)} B`
  return { work, measured, value, unit, rule: 'at most', floor, goal, rounds: bytes.length, load }
}
