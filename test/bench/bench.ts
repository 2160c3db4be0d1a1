import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Peer, PeerName, Peers } from '../peers/peers.ts'
import { PEER_ENV } from '../peers/peers.ts'
import { flush, load, runLine, timeLine } from './measure.ts'
import type { Figure } from './table.ts'

export interface Sizes {
  readonly bigBytes: number
  readonly smallCount: number
  readonly treeCount: number
  readonly entryCount: number
  readonly longBytes: number
}

/** The sizes that floors and goals are for. */
export const FULL: Sizes = {
  bigBytes: 2 ** 30,
  smallCount: 10_000,
  treeCount: 10_000,
  entryCount: 100_000,
  longBytes: 10e9,
}

/** A look whether everything runs; its figures say little. */
export const QUICK: Sizes = {
  bigBytes: 2 ** 26,
  smallCount: 1_000,
  treeCount: 1_000,
  entryCount: 10_000,
  longBytes: 2 ** 28,
}

/** What every row works with. */
export interface Bench {
  readonly sizes: Sizes
  /** How often each contestant runs, at least. */
  readonly rounds: number
  readonly peers: Peers
  readonly work: string
  /** A path in the work folder that holds nothing. */
  fresh(name: string): string
  /** The path of test data that `make` writes when it is not there yet. */
  data(name: string, make: (path: string) => void): string
  /** The sizes in words, for the names of figures. */
  readonly words: Readonly<Record<keyof Sizes, string>>
  /** Tells on stderr what is going on. */
  say(text: string): void
}

/** A group of figures that are measured together. */
export interface Row {
  readonly id: string
  measure(bench: Bench): Promise<Figure[]>
}

export function makeBench(work: string, sizes: Sizes, rounds: number, peers: Peers): Bench {
  mkdirSync(join(work, 'data'), { recursive: true })
  return {
    sizes,
    rounds,
    peers,
    work,
    words: {
      bigBytes: sizes.bigBytes < 2 ** 30 ? `${sizes.bigBytes / 2 ** 20} MiB` : '1 GiB',
      smallCount: sizes.smallCount.toLocaleString('en'),
      treeCount: sizes.treeCount.toLocaleString('en'),
      entryCount: sizes.entryCount.toLocaleString('en'),
      longBytes: sizes.longBytes < 1e9 ? `${sizes.longBytes / 2 ** 20} MiB` : '10 GB',
    },
    fresh(name) {
      const path = join(work, name)
      rmSync(path, { recursive: true, force: true })
      return path
    },
    data(name, make) {
      const path = join(work, 'data', name)
      if (!existsSync(path)) make(path)
      return path
    },
    say: (text) => void process.stderr.write(`${text}\n`),
  }
}

/** A file of 100 bytes, to wake a fresh space up with. */
export function wakeUp(bench: Bench): string {
  return bench.data('wake-up', (path) => writeFileSync(path, Buffer.alloc(100, 'w')))
}

/** One peer at work on one source, in a folder of its own. */
export interface PeerRun {
  /** Time of one of its lines and of flushing what it wrote, in ms. */
  time(step: 'add' | 'readAgain' | 'addAgain' | 'get'): Promise<number>
  end(): Promise<void>
}

/** Undefined when this peer is not here. */
export async function startPeer(
  bench: Bench,
  name: PeerName,
  source: string,
): Promise<PeerRun | undefined> {
  const peer: Peer | undefined = bench.peers.ready.get(name)
  if (peer === undefined) return undefined
  const folder = bench.fresh(`peer-${name}`)
  const out = `${folder}.out`
  mkdirSync(folder)
  const env = { ...PEER_ENV, W: folder, S: source, O: out }
  await runLine(peer.prepare, env)
  return {
    async time(step) {
      const line = peer[step]
      if (line === undefined) throw new Error(`${name} has no ${step}`)
      if (step === 'get') rmSync(out, { recursive: true, force: true })
      return (await timeLine(line, env)) + flush(bench.work)
    },
    async end() {
      if (peer.clean !== undefined) await runLine(peer.clean, env)
      rmSync(folder, { recursive: true, force: true })
      rmSync(out, { recursive: true, force: true })
    },
  }
}

/** Bytes of all segments below `home`. */
export function segmentBytes(home: string): number {
  return readdirSync(home, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.car'))
    .reduce((all, name) => all + statSync(join(home, name)).size, 0)
}

/** Says the row's name and the load it begins under; returns that load. */
export function begin(bench: Bench, id: string): string {
  const now = load()
  bench.say(`# load ${now} - ${id}`)
  return now
}
