import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createHome, openHome } from '../../core/src/home/open.ts'

const root = fs.mkdtempSync(join(tmpdir(), 'space-system-'))
afterAll(() => fs.rmSync(root, { recursive: true, force: true }))
let folders = 0

function newFolder(): string {
  const dir = join(root, String(folders++))
  fs.mkdirSync(dir)
  return dir
}

async function newHome(): Promise<string> {
  const dir = join(newFolder(), 'home')
  await createHome({ dir, name: 'test', protection: { kind: 'file' } })
  return dir
}

function open(dir: string) {
  return openHome({ dir, unlock: {} })
}

/** What `diff -r`, `ls -l` and a look at the times would compare. */
function measured(dir: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const path of fs.readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
    const at = join(dir, path)
    const stat = fs.lstatSync(at, { bigint: true })
    let inside = ''
    if (stat.isSymbolicLink()) inside = fs.readlinkSync(at)
    if (stat.isFile()) inside = createHash('sha256').update(fs.readFileSync(at)).digest('hex')
    found.set(path, [stat.mode.toString(8), stat.mtimeNs / 1000n, inside].join(' '))
  }
  return found
}

test('the source of this program goes in and comes out the same', async () => {
  const source = join(import.meta.dirname, '..', '..', 'core')
  const copy = join(newFolder(), 'core')
  fs.cpSync(source, copy, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true })
  const dir = await newHome()
  const files = [...measured(copy).keys()].filter((path) => fs.lstatSync(join(copy, path)).isFile())
  {
    await using space = await open(dir)
    const report = await space.drive.import([copy], '/src', { recursive: true })
    expect(report).toMatchObject({ files: files.length, problems: [] })
  }
  await using space = await open(dir)
  const { drive } = space
  const to = newFolder()
  expect(await drive.export(['/src/core'], to)).toMatchObject({ problems: [] })
  expect(measured(join(to, 'core'))).toEqual(measured(copy))
  expect((await drive.usage('/src')).files).toBe(files.length)
  expect((await drive.verify()).problems).toEqual([])
})

test('a file of more than 4 GiB goes in, is read at any place, and comes out the same', async () => {
  const size = 2 ** 32 + 3 * 2 ** 20 + 7
  const path = join(newFolder(), 'huge')
  const marks = [0, 2 ** 31 - 3, 2 ** 32 - 5, 2 ** 32 + 2 ** 20, size - 6]
  const fd = fs.openSync(path, 'w')
  for (const at of marks) fs.writeSync(fd, `mark${at % 89}`.slice(0, 6), at)
  fs.ftruncateSync(fd, size)
  fs.closeSync(fd)
  const dir = await newHome()
  await using space = await open(dir)
  const { drive } = space
  expect(await drive.import([path], '/')).toMatchObject({ files: 1, bytes: size, problems: [] })
  expect(await drive.stat('/huge')).toMatchObject({ size })
  for (const at of marks) {
    const end = Math.min(size, at + 6)
    const read = Buffer.concat(await Array.fromAsync(drive.read('/huge', { start: at, end })))
    expect(String(read)).toBe(`mark${at % 89}`.slice(0, 6).padEnd(end - at, '\0'))
  }
  const to = newFolder()
  expect(await drive.export(['/huge'], to)).toMatchObject({ files: 1, problems: [] })
  const out = join(to, 'huge')
  expect(fs.statSync(out).size).toBe(size)
  expect(await hashOf(out)).toBe(await hashOf(path))
  expect(fs.statSync(out).blocks * 512).toBeLessThan(2 ** 28)
  // a run of equal bytes is stored once
  const segments = join(dir, 'blocks/segments')
  const stored = fs.readdirSync(segments).map((name) => fs.statSync(join(segments, name)).size)
  expect(stored.reduce((all, one) => all + one, 0)).toBeLessThan(2 ** 28)
})

const IMPORT = `
const [url, dir, source] = process.argv.slice(1)
const { openHome } = await import(url)
const space = await openHome({ dir, unlock: {} })
await space.drive.import([source], '/', {
  recursive: true,
  onProgress: async () => {
    const { files } = await space.drive.usage('/')
    if (files > 0) process.stdout.write(files + '\\n')
  },
})
`

test('a second add goes on where a killed one ended; what was said to be in is in', async () => {
  const source = join(newFolder(), 'many')
  fs.mkdirSync(source)
  const count = 6000
  for (let i = 0; i < count; i++) fs.writeFileSync(join(source, `f${i}`), `content ${i}`)
  const dir = await newHome()
  const url = new URL('../../core/src/home/open.ts', import.meta.url).href
  const child = spawn(
    process.execPath,
    ['--input-type=module', '-e', IMPORT, '--', url, dir, source],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const ended = once(child, 'close')
  const [said] = (await once(child.stdout, 'data')) as [Buffer]
  child.kill('SIGKILL')
  await ended
  const promised = Number(said.toString().split('\n')[0])
  await using space = await open(dir)
  const { drive } = space
  const kept = (await drive.usage('/')).files
  expect(kept).toBeGreaterThanOrEqual(promised)
  const report = await drive.import([source], '/', { recursive: true })
  expect(report).toMatchObject({ files: count - kept, unchanged: kept, problems: [] })
  expect(await drive.usage('/')).toMatchObject({ files: count, versionBytes: 0 })
  const to = newFolder()
  await drive.export(['/many'], to)
  expect(measured(join(to, 'many'))).toEqual(measured(source))
})

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of fs.createReadStream(path, { highWaterMark: 2 ** 22 }))
    hash.update(chunk)
  return hash.digest('hex')
}
