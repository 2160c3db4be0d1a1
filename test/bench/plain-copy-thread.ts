// One thread of the plain durable copy: reads blocks in turn and appends them, nothing else.
import { closeSync, openSync, readSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { openSegmentWriter } from '../../core/src/blocks/segment-writer.ts'
import type { CopyTask } from './plain-copy.ts'

const BLOCK_BYTES = 2 ** 20
/** Blocks between two flushes, as in the drive. */
const GROUP = 64

const task = workerData as CopyTask
parentPort?.once('message', () => void copy().then(() => parentPort?.postMessage('done')))
parentPort?.postMessage('ready')

async function copy(): Promise<void> {
  const writer = openSegmentWriter(task.dir, task.counter)
  const turn = new Int32Array(task.turn)
  const block = new Uint8Array(BLOCK_BYTES)
  const fd = openSync(task.source, 'r')
  let syncing: Promise<unknown> = Promise.resolve()
  for (let appended = 1; ; appended++) {
    const at = Atomics.add(turn, 0, 1) * BLOCK_BYTES
    if (at >= task.bytes) break
    const bytes = readSync(fd, block, 0, BLOCK_BYTES, at)
    writer.append([block.subarray(0, bytes)])
    if (appended % GROUP > 0) continue
    await syncing
    syncing = writer.sync()
  }
  await syncing
  await writer.close()
  closeSync(fd)
}
