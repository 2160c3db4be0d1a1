import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import type { BringTicket, Coming, Sight, UploadTicket } from '@space/sdk/calls'
import type { Endpoint } from '@space/sdk/wire'
import { openVisitor, type Visitor } from './platform.ts'

const PROGRAM = join(import.meta.dirname, '../../core/src/cli/run.ts')
const MIB = 2 ** 20
const SLICE_BYTES = 16 * MIB
const dir = mkdtempSync(join(tmpdir(), 'space-bring-'))
const env = { ...process.env, SPACE_HOME: join(dir, 'home') }
const running = new Set<ChildProcess>()
afterAll(() => {
  for (const child of running) child.kill('SIGKILL')
  rmSync(dir, { recursive: true, force: true })
})

async function command(...words: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, ...words], { env })
  return stdout.trim()
}

/** A daemon in a process of its own, and somebody who meets it as a browser does. */
async function begin(): Promise<{ visitor: Visitor; kill(): Promise<void> }> {
  const child = spawn(process.execPath, [PROGRAM, 'start', '--foreground'], {
    env,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  running.add(child)
  await once(child, 'message')
  const window = (): Promise<string> => command('open', '--headless')
  const visitor = openVisitor(dir, Number(new URL(await window()).port), window)
  return {
    visitor,
    async kill() {
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
      running.delete(child)
    },
  }
}

interface Side {
  readonly visitor: Visitor
  readonly app: Endpoint
  readonly host: string
}

const call = async <T>({ app }: Side, method: string, ...params: unknown[]): Promise<T> =>
  (await app.call(method, params)) as T

function packOf(coming: readonly Coming[], bytes: string): Buffer {
  const list = Buffer.from(JSON.stringify(coming))
  const head = Buffer.alloc(4)
  head.writeUInt32BE(list.length)
  return Buffer.concat([head, list, Buffer.from(bytes)])
}

/** Sends up to `end` of a file, behind what is there; gives the upload, and where it began. */
async function send(side: Side, bring: string, coming: Coming, bytes: Buffer, end: number) {
  const ticket = await call<UploadTicket & { offset: number }>(side, 'bring.upload', bring, coming)
  for (let at = ticket.offset; at < end; at += SLICE_BYTES) {
    const body = bytes.subarray(at, Math.min(at + SLICE_BYTES, end))
    const headers = { 'Content-Range': `bytes ${at}-${at + body.length - 1}/${bytes.length}` }
    const { host, visitor } = side
    const put = await visitor.ask({ host, method: 'PUT', path: ticket.url, headers, body })
    expect(put.status).toBe(204)
  }
  return ticket
}

test('a daemon that was killed while a folder came goes on with the rest, and all is as it was', async () => {
  const bytes = randomBytes(96 * MIB)
  const large = { path: ['Photos', 'large'], size: bytes.length, mtime: 5 }
  const small = ['1', '2', '3'].map((name) => ({ path: ['Photos', name], size: 1, mtime: 1000 }))
  await command('init')
  let label = ''
  {
    const { visitor, kill } = await begin()
    const bearer = await visitor.bearer()
    const installed = await visitor.install({}, await visitor.connect(bearer))
    label = installed.label
    const app = await visitor.connect(bearer, label)
    const side = { visitor, app, host: installed.host }
    const folder = await call(side, 'data.directory')
    const { bring, url } = await call<BringTicket>(side, 'bring.begin', folder, { name: 'Photos' })
    const pack = packOf(small, 'abc')
    const put = await visitor.ask({ host: side.host, method: 'PUT', path: url, body: pack })
    expect(put.status).toBe(200)
    await send(side, bring, large, bytes, 80 * MIB)
    await kill()
    await visitor[Symbol.asyncDispose]()
  }
  const { visitor, kill } = await begin()
  const bearer = await visitor.bearer()
  await (await visitor.connect(bearer)).call('apps.open', [label])
  const app = await visitor.connect(bearer, label)
  const side = { visitor, app, host: `app-${label}.localhost` }
  expect(await call(side, 'transfers.list')).toMatchObject([{ name: 'Photos', state: 'stopped' }])
  const folder = await call(side, 'data.directory')
  const ticket = await call<BringTicket>(side, 'bring.begin', folder, { name: 'Photos' })
  expect(ticket.goesOn).toBe(true)
  // nothing half is there
  const sights = await call<Sight[]>(side, 'bring.look', ticket.bring, [...small, large])
  expect(sights.map(({ is }) => is)).toEqual(['there', 'there', 'there', 'free'])
  const { upload, offset } = await send(side, ticket.bring, large, bytes, bytes.length)
  expect(offset).toBeGreaterThan(32 * MIB)
  const saved = await call(side, 'files.commit', upload)
  const { url } = await call<{ url: string }>(side, 'files.url', saved, {})
  const read = await visitor.ask({ host: side.host, path: url })
  expect(read.body.equals(bytes)).toBe(true)
  expect(await call(side, 'bring.end', ticket.bring, 'done')).toHaveProperty('undo')
  await visitor[Symbol.asyncDispose]()
  await kill()
})
