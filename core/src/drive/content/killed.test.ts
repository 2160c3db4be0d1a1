import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openSegments } from '../../blocks/segments.ts'
import { MIB, newFolder, readAll, storeBytes } from './contents.contract.ts'
import { openContents } from './contents.ts'

/** Seals one file with one thread, says so when a group is durable, and is killed then. */
const SCRIPT = `
const [segments, contents, dir, path, secret, size] = process.argv.slice(1)
const { openSegments } = await import(segments)
const { openContents } = await import(contents)
const blocks = await openSegments({ dir })
const key = Buffer.from(secret, 'hex')
const store = openContents({ blocks, storageKey: key, drive: key.subarray(0, 16), threads: 1 })
let said = false
const onBytes = () => {
  if (said || blocks.index.prepare('select 1 from dedup').get() === undefined) return
  said = true
  process.stdout.write('durable')
}
await store.sealFiles([{ path, size: Number(size) }], { onBytes })
`

test('an import that was killed goes on behind what was durable', { timeout: 60_000 }, async () => {
  const dir = newFolder()
  const bytes = randomBytes(112 * MIB)
  const path = join(newFolder(), 'file')
  fs.writeFileSync(path, bytes)
  const key = randomBytes(32)
  const urls = moduleUrls()
  const args = [...urls, dir, path, key.toString('hex'), String(bytes.length)]
  const child = spawn(process.execPath, ['--input-type=module', '--eval', SCRIPT, '--', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  await Promise.race([once(child.stdout, 'data'), exited])
  child.kill('SIGKILL')
  await exited

  await using blocks = await openSegments({ dir })
  const before = storeBytes({ dir })
  const options = { blocks, storageKey: key, drive: key.subarray(0, 16), threads: 1 }
  await using contents = openContents(options)
  const [sealed] = await contents.sealFiles([{ path, size: bytes.length }])
  if (sealed === undefined || 'error' in sealed) throw sealed?.error ?? new Error('nothing')
  expect(storeBytes({ dir }) - before).toBeLessThan(64 * MIB)
  expect((await readAll(contents, sealed.content)).equals(bytes)).toBe(true)
})

test('threads with nothing to do let the process end', { timeout: 60_000 }, async () => {
  const path = join(newFolder(), 'file')
  fs.writeFileSync(path, 'small')
  const urls = moduleUrls()
  const args = [...urls, newFolder(), path, randomBytes(32).toString('hex'), '5']
  const child = spawn(process.execPath, ['--input-type=module', '--eval', SCRIPT, '--', ...args], {
    stdio: 'inherit',
  })
  expect(await once(child, 'exit')).toEqual([0, null])
})

function moduleUrls(): string[] {
  const names = ['../../blocks/segments.ts', './contents.ts']
  return names.map((name) => new URL(name, import.meta.url).href)
}
