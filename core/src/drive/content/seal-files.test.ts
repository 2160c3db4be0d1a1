import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import { expect, test } from 'vitest'
import { type Files, diskFiles } from '../../blocks/files.ts'
import { openSegmentWriter } from '../../blocks/segment-writer.ts'
import { MIB, drive, openHome, readAll, storageKey } from './contents.contract.ts'
import type { Home } from './contents.contract.ts'
import { DEDUP_SELECT, openDedup } from './dedup.ts'
import type { Answer } from './messages.ts'
import { openPins } from './pins.ts'
import type { Pool } from './pool-workers.ts'
import { type SealFilesParts, sealFiles } from './seal-files.ts'
import { openSealThread } from './seal-worker.ts'
import type { Lookup } from './sealer.ts'

/** The pipeline with its thread on this one, so that a test can act between two windows. */
function onThisThread(
  { blocks }: Home,
  hooks: { onWindow?: () => void; find?: Lookup['find']; files?: Files } = {},
): SealFilesParts {
  const dedup = openDedup({
    storageKey,
    drive,
    select: blocks.index.prepare(DEDUP_SELECT),
    has: (digest) => blocks.find(digest) !== undefined,
  })
  const writer = openSegmentWriter(blocks.dir, blocks.counter, hooks.files)
  const lookup = { nameOf: dedup.nameOf, find: hooks.find ?? dedup.find }
  let answer: (given: Answer) => void = () => undefined
  const thread = openSealThread(writer, lookup, {
    group: (job, group) => answer({ job, group }),
    progress: () => hooks.onWindow?.(),
  })
  const pool: Pool = {
    threads: 1,
    async run(job, { onAnswer }) {
      if (job.op !== 'seal') throw new Error('only seals')
      answer = onAnswer
      await thread.run({ ...job, job: 0 }, () => false)
    },
    [Symbol.asyncDispose]: async () => blocks.record([], await writer.close()),
  }
  return { blocks, storageKey, dedup, pins: openPins(), pool }
}

test('a file that changes once while it is read is read again, as it is then', async () => {
  await using home = await openHome()
  const file = home.file(randomBytes(14 * MIB))
  let windows = 0
  const edits = [
    () => fs.appendFileSync(file.path, randomBytes(3 * MIB)),
    () => fs.truncateSync(file.path, 11 * MIB),
    () => fs.renameSync(home.file(randomBytes(9 * MIB)).path, file.path),
  ]
  for (const edit of edits) {
    windows = 0
    const onWindow = (): void => {
      windows++
      if (windows === 2) edit()
    }
    await using parts = closing(onThisThread(home, { onWindow }))
    const [sealed] = await sealFiles(parts, [file])
    if (sealed === undefined || 'error' in sealed) throw sealed?.error ?? new Error('nothing')
    const now = fs.readFileSync(file.path)
    expect(sealed.stat).toMatchObject({
      size: now.length,
      ino: fs.statSync(file.path, { bigint: true }).ino,
    })
    expect((await readAll(home.contents, sealed.content)).equals(now)).toBe(true)
  }
})

test('a file that never stops changing is an error, and the next file is sealed', async () => {
  await using home = await openHome()
  const restless = home.file(randomBytes(9 * MIB))
  const calm = home.file(randomBytes(MIB))
  let windows = 0
  const onWindow = (): void => {
    windows++
    fs.appendFileSync(restless.path, 'x')
  }
  await using parts = closing(onThisThread(home, { onWindow }))
  const [first, second] = await sealFiles(parts, [restless, calm])
  expect(first).toMatchObject({
    error: { code: 'changed-while-read', facts: { path: restless.path } },
  })
  expect(second).toMatchObject({ content: { size: MIB } })
  // Four attempts of a window and a failure, and the other file.
  expect(windows).toBeLessThanOrEqual(10)
})

test('a shared block that a sweep takes at the last moment is sealed again', async () => {
  await using home = await openHome()
  const bytes = randomBytes(2 * MIB)
  const file = home.file(bytes)
  await home.seal(bytes)
  let found = 0
  const { dedup } = onThisThread(home)
  const find: Lookup['find'] = (name, sha256) => {
    const place = dedup.find(name, sha256)
    if (place !== undefined && found++ === 0) {
      // The sweep comes between the thread's look into the index and the main thread's pin.
      home.blocks.index.prepare('delete from blocks').run()
      return place
    }
    return place
  }
  await using parts = closing(onThisThread(home, { find }))
  const [sealed] = await sealFiles(parts, [file])
  if (sealed === undefined || 'error' in sealed) throw sealed?.error ?? new Error('nothing')
  expect(found).toBeGreaterThan(0)
  expect((await readAll(home.contents, sealed.content)).equals(bytes)).toBe(true)
})

test('a full disk ends the job; the same thread goes on when there is room', async () => {
  await using home = await openHome()
  const bytes = [randomBytes(9 * MIB), randomBytes(700)]
  const sources = bytes.map((one) => home.file(one))
  let room = 6 * MIB
  const files: Files = {
    ...diskFiles,
    write(fd, buffers, position) {
      room -= buffers.reduce((sum, { length }) => sum + length, 0)
      if (room < 0) throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
      return diskFiles.write(fd, buffers, position)
    },
  }
  await using parts = closing(onThisThread(home, { files }))
  await expect(sealFiles(parts, sources)).rejects.toMatchObject({ code: 'disk-full' })
  room = 64 * MIB
  const sealed = await sealFiles(parts, sources)
  for (const [i, one] of sealed.entries()) {
    if ('error' in one) throw one.error
    expect((await readAll(home.contents, one.content)).equals(bytes[i] ?? Buffer.alloc(0))).toBe(
      true,
    )
  }
})

function closing(parts: SealFilesParts): SealFilesParts & AsyncDisposable {
  return { ...parts, [Symbol.asyncDispose]: () => parts.pool[Symbol.asyncDispose]() }
}
