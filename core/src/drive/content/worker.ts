import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import type { Place } from '../../blocks/car.ts'
import { openSegmentReader } from '../../blocks/segment-reader.ts'
import { openSegmentWriter } from '../../blocks/segment-writer.ts'
import { DEDUP_SELECT, openDedup } from './dedup.ts'
import { type Answer, type Order, type WorkerPowers, toPlain } from './messages.ts'
import { runOpenJob } from './open-worker.ts'
import { openReader } from './reader.ts'
import { openSealThread } from './seal-worker.ts'

const { dir, counter, storageKey, drive } = workerData as WorkerPowers
// NOTE: this thread only reads the index; the main thread alone writes to it.
const db = new DatabaseSync(`${dir}/index.db`, { readOnly: true, timeout: 5000 })
const selectPlace = db.prepare('select segment, offset, length from blocks where digest = ?')
const dedup = openDedup({
  storageKey,
  drive,
  select: db.prepare(DEDUP_SELECT),
  has: (digest) => selectPlace.get(digest) !== undefined,
})
const segments = openSegmentReader(dir)
const reader = openReader({
  find: findPlace,
  readSpan: segments.readSpan,
  // What leaves the drive is always compared with its SHA-256.
  isChecked: () => false,
  onChecked: () => undefined,
})
const writer = openSegmentWriter(dir, counter)
const seal = openSealThread(writer, dedup, {
  group: (job, group) => answer({ job, group }, [group.numbers.buffer, group.bytes.buffer]),
  progress: (job, bytes) => answer({ job, progress: bytes }),
})

let last: Promise<void> = Promise.resolve()
parentPort?.on('message', (order: Order) => {
  last = last.then(() => obey(order))
})

async function obey(order: Order): Promise<void> {
  const { job } = order
  try {
    if (order.op === 'close') {
      const synced = await writer.close()
      segments.close()
      db.close()
      answer({ job, done: true, synced })
      return
    }
    if (order.op === 'seal') await seal.run(order)
    else {
      await runOpenJob(order, reader, {
        progress: (of, bytes) => answer({ job: of, progress: bytes }),
        opened: (of, opened, error) => answer({ job: of, opened, ...(error && { error }) }),
      })
    }
    answer({ job, done: true })
  } catch (error) {
    answer({ job, failed: toPlain(error) })
  }
}

function findPlace(digest: Uint8Array): Place | undefined {
  const row = selectPlace.get(digest)
  if (row === undefined) return undefined
  const { segment, offset, length } = row
  return { segment: Number(segment), offset: Number(offset), length: Number(length) }
}

function answer(message: Answer, transfer: ArrayBufferLike[] = []): void {
  parentPort?.postMessage(message, transfer as ArrayBuffer[])
}
