import { parentPort, workerData } from 'node:worker_threads'
import { openIndexReader } from '../../blocks/index-reader.ts'
import { openSegmentReader } from '../../blocks/segment-reader.ts'
import { openSegmentWriter } from '../../blocks/segment-writer.ts'
import { DEDUP_SELECT, openDedup } from './dedup.ts'
import { type Answer, type Order, type WorkerPowers, toPlain } from './messages.ts'
import { runOpenJob } from './open-worker.ts'
import { openReader } from './reader.ts'
import { openSealThread } from './seal-worker.ts'

const { dir, counter, storageKey, drive } = workerData as WorkerPowers
const index = openIndexReader(dir)
const dedup = openDedup({
  storageKey,
  drive,
  select: index.prepare(DEDUP_SELECT),
  has: index.has,
})
const segments = openSegmentReader(dir)
const reader = openReader({
  find: index.find,
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

// Somebody who opens a file must not wait until another one has brought in a disk: the two take turns.
let lastSeal: Promise<void> = Promise.resolve()
let lastOpen: Promise<void> = Promise.resolve()
let sealJobs = 0
parentPort?.on('message', (order: Order) => {
  if (order.op === 'seal') {
    sealJobs += 1
    lastSeal = lastSeal.then(() => obey(order))
  } else if (order.op === 'open') {
    lastOpen = lastOpen.then(() => obey(order))
  } else {
    void Promise.all([lastSeal, lastOpen]).then(() => obey(order))
  }
})

async function obey(order: Order): Promise<void> {
  const { job } = order
  try {
    if (order.op === 'close') {
      const synced = await writer.close()
      segments.close()
      index.close()
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
    answer({ job, failed: toPlain(error) })
  }
}

function answer(message: Answer, transfer: ArrayBufferLike[] = []): void {
  parentPort?.postMessage(message, transfer as ArrayBuffer[])
}
