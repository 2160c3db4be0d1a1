import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { begin, type Bench, type Row } from '../bench.ts'
import { flush, median, timeLine } from '../measure.ts'
import type { Ours } from '../ours.ts'
import { time } from '../table.ts'
import { bigFile, smallFolder } from './add.ts'
import { amongPeers, startHolding } from './contest.ts'
import { faster } from './limits.ts'

export const getBig: Row = {
  id: 'get-big',
  async measure(bench) {
    const load = begin(bench, 'get-big')
    const source = bigFile(bench)
    await using ours = await startHolding(bench, source)
    const own = { ours: () => getOurs(bench, ours, '/big.bin') }
    const peers = { source, step: 'get', names: ['restic', 'rclone', 'age'] } as const
    const taken = await amongPeers(bench, own, peers)
    return faster(bench, `get ${bench.words.bigBytes}`, load, taken, [
      { other: 'restic', floor: 2, goal: 4 },
      { other: 'rclone', floor: 1.2, goal: 1.8 },
      { other: 'age' },
    ])
  },
}

export const getSmall: Row = {
  id: 'get-small',
  async measure(bench) {
    const load = begin(bench, 'get-small')
    const source = smallFolder(bench)
    await using ours = await startHolding(bench, source)
    const contestants = {
      ours: () => getOurs(bench, ours, '/small'),
      'cp -r': () => copyFolder(bench, source),
    }
    const peers = { source, step: 'get', names: ['restic'] } as const
    const taken = await amongPeers(bench, contestants, peers)
    const own = median(taken.get('ours') ?? [])
    const plain = median(taken.get('cp -r') ?? [])
    return [
      {
        work: `get ${bench.words.smallCount} small files, of the time of \`cp -r\``,
        measured: `${time(own)} against ${time(plain)}`,
        value: own / plain,
        unit: '×',
        rule: 'at most',
        floor: 2,
        goal: 1.1,
        rounds: bench.rounds,
        load,
      },
      ...faster(bench, `get ${bench.words.smallCount} small files`, load, taken, [
        { other: 'restic' },
      ]),
    ]
  },
}

export const range: Row = {
  id: 'range',
  async measure(bench) {
    const load = begin(bench, 'range')
    const source = bigFile(bench)
    await using ours = await startHolding(bench, source)
    const { samples } = await ours.ask({
      op: 'ranges',
      path: '/big.bin',
      size: bench.sizes.bigBytes,
      bytes: 65536,
      count: 300,
    })
    const value = median(samples)
    const slow = samples.toSorted((a, b) => a - b)[Math.floor(samples.length * 0.9)] ?? Number.NaN
    return [
      {
        work: `64 KiB in the middle of ${bench.words.bigBytes}, a new place each time`,
        measured: `median ${time(value)}, 9 of 10 under ${time(slow)}`,
        value,
        unit: 'ms',
        rule: 'at most',
        floor: 2.5,
        goal: 0.5,
        rounds: samples.length,
        load,
      },
    ]
  },
}

async function getOurs(bench: Bench, ours: Ours, path: string): Promise<number> {
  const out = bench.fresh('out')
  mkdirSync(out)
  const { ms } = await ours.ask({ op: 'export', paths: [path], to: out })
  return ms + flush(bench.work)
}

async function copyFolder(bench: Bench, source: string): Promise<number> {
  const out = bench.fresh('out')
  mkdirSync(out)
  const ms = await timeLine('cp -r "$S" "$O"', { S: source, O: join(out, 'copy') })
  return ms + flush(bench.work)
}
