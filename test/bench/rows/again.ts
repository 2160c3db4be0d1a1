import { appendFileSync, utimesSync } from 'node:fs'
import { begin, type Row, segmentBytes } from '../bench.ts'
import { seededStream } from '../data.ts'
import { median, runLine } from '../measure.ts'
import { type Figure, time } from '../table.ts'
import { bigFile, treeFolder } from './add.ts'
import { amongPeers, startHolding } from './contest.ts'
import { faster } from './limits.ts'

export const readdBig: Row = {
  id: 'readd-big',
  async measure(bench) {
    const load = begin(bench, 'readd-big')
    const source = bigFile(bench)
    await using ours = await startHolding(bench, source)
    const grown: number[] = []
    const again = async (round: number): Promise<number> => {
      // Another time makes every byte be read again; restic is told to by `-f`.
      utimesSync(source, 1_700_000_000 + round, 1_700_000_000 + round)
      const before = segmentBytes(ours.home)
      const { ms } = await ours.ask({ op: 'import', sources: [source], to: '/' })
      grown.push(segmentBytes(ours.home) - before)
      return ms
    }
    const peers = { source, step: 'readAgain', names: ['restic'] } as const
    const taken = await amongPeers(bench, { ours: again }, peers)
    const work = `re-add ${bench.words.bigBytes}, all bytes read`
    return [
      ...faster(bench, work, load, taken, [{ other: 'restic', floor: 1.5, goal: 2.5 }]),
      bytesFigure(`${work}: new bytes`, median(grown), 'KB', 64, 4, { load, rounds: grown.length }),
    ]
  },
}

export const readdTree: Row = {
  id: 'readd-tree',
  async measure(bench) {
    const load = begin(bench, 'readd-tree')
    const source = treeFolder(bench)
    await using ours = await startHolding(bench, source)
    const again = async (): Promise<number> =>
      (await ours.ask({ op: 'import', sources: [source], to: '/' })).ms
    const peers = { source, step: 'addAgain', names: ['restic'] } as const
    const taken = await amongPeers(bench, { ours: again }, peers)
    const theirs = taken.get('restic')
    if (theirs === undefined) return []
    const own = median(taken.get('ours') ?? [])
    return [
      {
        work: `re-add an unchanged tree of ${bench.words.treeCount} files, of the time of restic`,
        measured: `${time(own)} against ${time(median(theirs))}`,
        value: own / median(theirs),
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

/** One place says little: how far two files stay out of step depends on the bytes there. */
const PLACES = 20

export const insert: Row = {
  id: 'insert',
  async measure(bench) {
    const load = begin(bench, 'insert')
    const source = bigFile(bench)
    await using ours = await startHolding(bench, source)
    const grown: number[] = []
    for (let i = 0; i < PLACES; i++) {
      const longer = bench.fresh('longer.bin')
      // Everything before the place is as it was: only what comes behind must fall into step again.
      const at = Math.floor((bench.sizes.bigBytes * i) / PLACES)
      await putInto(source, longer, at, seededStream(`insert ${i}`)(2 ** 20))
      const before = segmentBytes(ours.home)
      await ours.ask({ op: 'import', sources: [longer], to: `/${i}` })
      grown.push(segmentBytes(ours.home) - before)
    }
    bench.fresh('longer.bin')
    const mean = grown.reduce((sum, bytes) => sum + bytes, 0) / PLACES
    const work = `1 MiB put into ${bench.words.bigBytes}, mean of ${PLACES} places from its start on`
    return [bytesFigure(`${work}: new bytes`, mean, 'MB', 1.5, 1.3, { load, rounds: PLACES })]
  },
}

/** `to` becomes `from` with `bytes` put in before byte `at`. */
async function putInto(from: string, to: string, at: number, bytes: Uint8Array): Promise<void> {
  await runLine('head -c "$AT" "$S" > "$T"', { S: from, T: to, AT: String(at) })
  appendFileSync(to, bytes)
  await runLine('tail -c +"$((AT + 1))" "$S" >> "$T"', { S: from, T: to, AT: String(at) })
}

function bytesFigure(
  work: string,
  bytes: number,
  unit: 'KB' | 'MB',
  floor: number,
  goal: number,
  rest: Pick<Figure, 'load' | 'rounds'>,
): Figure {
  const value = bytes / (unit === 'KB' ? 1e3 : 1e6)
  const measured = `${Math.round(bytes)} B`
  return { ...rest, work, measured, value, unit, rule: 'at most', floor, goal }
}
