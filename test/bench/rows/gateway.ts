import { type ChildProcess, execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import type { Endpoint } from '@space/sdk/wire'
import type { Visitor } from '../../system/platform.ts'
import { begin, type Row } from '../bench.ts'
import { command, start, stop, timed, visitorOf } from '../daemon.ts'
import { randomFile } from '../data.ts'
import { median } from '../measure.ts'
import { type Figure, time } from '../table.ts'
import { installAsking, revokeMs } from './revoke.ts'

const CALLS = 5000
const IDLE_MS = 5000
const REVOKES = 10
const SLICE_BYTES = 16 * 2 ** 20
/** Of the clock that Linux counts the time of processes in. */
const TICKS_PER_SECOND = 100

/** The daemon as browsers meet it, in a process of its own; a program stands in for the browser. */
export const gateway: Row = {
  id: 'gateway',
  async measure(bench) {
    const load = begin(bench, 'gateway')
    const bytes = Math.min(bench.sizes.bigBytes, 2 ** 28)
    const source = bench.data('sent.bin', (path) => randomFile(path, bytes, 'sent'))
    const home = bench.fresh('gateway-home')
    await command(home, 'init')
    const ready: number[] = []
    for (let round = 0; round < bench.rounds; round += 1) {
      const { daemon, ms } = await start(home)
      ready.push(ms)
      await stop(daemon)
    }
    const { daemon } = await start(home)
    try {
      const idle = await idlePercent(daemon)
      await using visitor = await visitorOf(bench, home)
      const bearer = await visitor.bearer()
      const owner = await visitor.connect(bearer)
      const { label, host } = await visitor.install({}, owner)
      const app = await visitor.connect(bearer, label)
      const calls = await callsPerSecond(owner)
      const sent: number[] = []
      const read: number[] = []
      for (let round = 0; round < bench.rounds; round += 1) {
        const name = `f${round}`
        const file = await send({ visitor, app, host }, name, source, bytes, sent)
        const { url } = (await app.call('files.url', [file, {}])) as { url: string }
        const [ms] = await timed(() => curl(visitor, host, url, ['-o', '/dev/null']))
        read.push(rate(bytes, ms))
      }
      const asking = await installAsking(visitor, owner)
      const sides = { owner, app: await visitor.connect(bearer, asking.label), host: asking.host }
      const revoked: number[] = []
      for (let round = 0; round < REVOKES; round += 1)
        revoked.push(await revokeMs(visitor, sides, `given ${round}`))
      const shared = { rounds: bench.rounds, load }
      return [
        atMost('the daemon is ready to serve', median(ready), 'ms', 1500, shared),
        atMost('CPU of the daemon when nothing is asked of it', idle, '%', 1, shared),
        atLeast('calls over the WebSocket, one after the other', calls, '/s', 2000, shared),
        atLeast('a capability URL is read', median(read), 'MB/s', 200, shared),
        atLeast('a file is sent by PUT and committed', median(sent), 'MB/s', 150, shared),
        atMost('a revoke until streams and URLs are dead', median(revoked), 'ms', 100, {
          ...shared,
          rounds: REVOKES,
        }),
      ]
    } finally {
      await stop(daemon)
    }
  },
}

export type Shared = Pick<Figure, 'rounds' | 'load'>

export function atMost(
  work: string,
  value: number,
  unit: 'ms' | '%' | 'MB' | 'rows',
  floor: number,
  shared: Shared,
): Figure {
  const measured = unit === 'ms' ? time(value) : `${value.toFixed(2)} ${unit}`
  return { work, measured, value, unit, rule: 'at most', floor, ...shared }
}

export function atLeast(
  work: string,
  value: number,
  unit: 'MB/s' | '/s',
  floor: number,
  shared: Shared,
): Figure {
  return { work, measured: value.toFixed(0), value, unit, rule: 'at least', floor, ...shared }
}

async function idlePercent({ pid }: ChildProcess): Promise<number> {
  const ticks = (): number => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // After the name, which may hold anything: state is the first, user and system time 12 and 13.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return Number(fields[11]) + Number(fields[12])
  }
  const before = ticks()
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS))
  return (((ticks() - before) / TICKS_PER_SECOND) * 100_000) / IDLE_MS
}

async function callsPerSecond(owner: Endpoint): Promise<number> {
  const [ms] = await timed(async () => {
    for (let i = 0; i < CALLS; i += 1) await owner.call('daemon.hello')
  })
  return (CALLS * 1000) / ms
}

interface Sender {
  readonly visitor: Visitor
  readonly app: Endpoint
  readonly host: string
}

async function send(
  { visitor, app, host }: Sender,
  name: string,
  source: string,
  bytes: number,
  into: number[],
): Promise<unknown> {
  const parent = await app.call('data.directory', [])
  const body = readFileSync(source)
  const [ms, file] = await timed(async () => {
    const ticket = await app.call('files.upload', [{ parent, name }, { size: bytes }])
    const { url, upload } = ticket as { url: string; upload: string }
    for (let at = 0; at < bytes; at += SLICE_BYTES) {
      const slice = body.subarray(at, at + SLICE_BYTES)
      const range = `bytes ${at}-${at + slice.length - 1}/${bytes}`
      const headers = { 'Content-Range': range }
      const put = await visitor.ask({ host, method: 'PUT', path: url, headers, body: slice })
      if (put.status !== 204) throw new Error(put.body.toString())
    }
    return app.call('files.commit', [upload])
  })
  into.push(rate(bytes, ms))
  return file
}

async function curl(
  { port }: Visitor,
  host: string,
  path: string,
  more: readonly string[],
): Promise<void> {
  const header = ['-H', `Host: ${host}:${port}`]
  await promisify(execFile)('curl', ['-sf', ...header, ...more, `http://127.0.0.1:${port}${path}`])
}

function rate(bytes: number, ms: number): number {
  return bytes / 1e6 / (ms / 1000)
}
