import { DatabaseSync, type SQLOutputValue } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import { placeOf } from '../../blocks/block-table.ts'
import type { Place } from '../../blocks/car.ts'
import { indexError } from '../../blocks/index.ts'
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
db.exec('pragma trusted_schema = off')
// Look-ups only, and the disk cache of the system is behind them.
db.exec('pragma cache_size = -512')
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
let sealJobs = 0
parentPort?.on('message', (order: Order) => {
  if (order.op === 'seal') sealJobs += 1
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
    if (order.op === 'seal') {
      sealJobs -= 1
      await seal.run(order, () => sealJobs > 0)
    } else {
      await runOpenJob(order, reader, {
        progress: (of, bytes) => answer({ job: of, progress: bytes }),
        opened: (of, opened, error) => answer({ job: of, opened, ...(error && { error }) }),
      })
    }
    answer({ job, done: true })
  } catch (error) {
    answer({ job, failed: toPlain(indexError(error)) })
  }
}

function findPlace(digest: Uint8Array): Place | undefined {
  const row = select(digest)
  return row === undefined ? undefined : placeOf(row)
}

function select(digest: Uint8Array): Record<string, SQLOutputValue> | undefined {
  try {
    return selectPlace.get(digest)
  } catch (error) {
    throw indexError(error)
  }
}

function answer(message: Answer, transfer: ArrayBufferLike[] = []): void {
  parentPort?.postMessage(message, transfer as ArrayBuffer[])
}
