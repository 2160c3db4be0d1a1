import fs from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { isSpaceError } from '@space/sdk'
import type { SegmentWriter, Synced } from '../../blocks/segment-writer.ts'
import { type Baton, openBaton } from './baton.ts'
import { WIDE_BYTES } from './block-stream.ts'
import { CUT_MAX_BYTES, WHOLE_BYTES, cut } from './cut.ts'
import { type FileNews, type Group, type SealJob, type SourceFile, toPlain } from './messages.ts'
import { type FilePiece, pack } from './packing.ts'
import { BLOCK_BYTES } from './part.ts'
import { type Lookup, type Sealer, openSealer } from './sealer.ts'
import { changed, endless, openSource, readSource, sameStat, statSource } from './source-worker.ts'

const WINDOW_BYTES = 4 * BLOCK_BYTES
/** Blocks that one fdatasync makes durable. */
const GROUP_BLOCKS = 64
/** Small files that one thread takes at once, so that neighbours share blocks. */
const RUN_FILES = 64
const RETRIES = 3

export interface SealThread {
  /**
   * Works on a job together with the other threads, until all its files are taken. Unless `hasMore`
   * then says that another job waits, the segment is left to whoever writes or sweeps next.
   */
  run(job: SealJob, hasMore: () => boolean): Promise<void>
}

/** Whom a thread tells of its progress. */
export interface SealReport {
  group(job: number, group: Group): void
  progress(job: number, bytes: number): void
}

/** Open a thread's sealing: one window and one stream buffer, used for all its jobs. */
export function openSealThread(
  writer: SegmentWriter,
  lookup: Lookup,
  report: SealReport,
): SealThread {
  const window = Buffer.allocUnsafeSlow(WINDOW_BYTES)
  const sealer = openSealer<FilePiece>(writer, lookup, WIDE_BYTES)
  return {
    async run(job, hasMore) {
      try {
        await runJob(job, hasMore, window, sealer, writer, report)
      } catch (error) {
        // Whole blocks stay where they are; what was only in the buffer is forgotten.
        sealer.reset()
        throw error
      }
    },
  }
}

async function runJob(
  { job, files, baton: memory }: SealJob,
  hasMore: () => boolean,
  window: Buffer,
  sealer: Sealer<FilePiece>,
  writer: SegmentWriter,
  report: SealReport,
): Promise<void> {
  const baton = openBaton(memory)
  let news: FileNews[] = []
  let groups: Promise<void>[] = []
  let open: { readonly id: string; readonly fd: number } | undefined

  try {
    for (;;) {
      const step = nextStep()
      if (step === undefined) break
      const bytes = step()
      sealer.flush()
      if (sealer.appended >= GROUP_BLOCKS) await sendGroup()
      report.progress(job, bytes)
      // Lets a finished fdatasync report, and the abort of a job arrive.
      await setImmediate()
    }
    sealer.end()
    await sendLast()
    await Promise.all(groups)
  } catch (error) {
    // What was appended is reported all the same: the store keeps count of its segments.
    await sendLast().catch(() => undefined)
    await Promise.allSettled(groups)
    throw error
  } finally {
    closeOpen()
  }

  /** Takes the next work with the baton in hand; what it returns is done without it. */
  function nextStep(): (() => number) | undefined {
    baton.take()
    try {
      const first = files[baton.file]
      if (baton.isAborted || first === undefined) return undefined
      return baton.offset === 0 && first.size <= WHOLE_BYTES ? nextRun() : nextWindow(first)
    } finally {
      baton.give()
    }
  }

  function nextRun(): () => number {
    const from = baton.file
    let to = from
    let sum = 0
    while (to - from < RUN_FILES) {
      const size = files[to]?.size ?? Infinity
      if (size > WHOLE_BYTES || (to > from && sum + size > WINDOW_BYTES)) break
      sum += size
      to++
    }
    baton.file = to
    baton.offset = 0
    baton.attempt = 0
    return () => {
      let bytes = 0
      for (let file = from; file < to && !baton.isAborted; file++) bytes += sealSmall(file)
      return bytes
    }
  }

  function sealSmall(file: number): number {
    const source = files[file]
    if (source === undefined) return 0
    try {
      for (let attempt = 0; attempt <= RETRIES; attempt++) {
        const length = trySmall(file, source)
        if (length !== undefined) return length
      }
      throw changed(source.path)
    } catch (error) {
      if (!isFileError(error)) throw error
      news.push({ file, error: toPlain(error) })
      return 0
    }
  }

  /** Returns the bytes sealed; `undefined` when the file changed meanwhile. */
  function trySmall(file: number, { path }: SourceFile): number | undefined {
    const fd = openSource(path)
    try {
      const before = statSource(fd, path)
      if (before.size > WINDOW_BYTES) {
        news.push({ file, grown: before.size })
        return 0
      }
      // Files of the kernel, as in /proc, have bytes and say that they have none.
      const want = before.size === 0 ? WINDOW_BYTES : before.size
      const length = readSource(fd, path, window, want, 0)
      if (length !== before.size && before.size > 0) return undefined
      if (!sameStat(before, statSource(fd, path))) return undefined
      if (length === WINDOW_BYTES && before.size === 0) throw endless(path)
      sealChunks(file, 0, 0, cutsOf(length, length, true))
      news.push({ file, attempt: 0, read: { ...before, size: length } })
      return length
    } finally {
      fs.closeSync(fd)
    }
  }

  /** A window of a large file: read and cut with the baton in hand, because cuts follow each other. */
  function nextWindow(source: SourceFile): () => number {
    const { file, attempt, offset } = baton
    try {
      const read = readWindow(source, baton)
      if (read === undefined) {
        if (attempt === RETRIES) throw changed(source.path)
        baton.attempt = attempt + 1
        baton.offset = 0
        news.push({ file, attempt: attempt + 1, again: true })
        return () => 0
      }
      const { length, size } = read
      const isLast = offset + length === size
      const cuts = cutsOf(length, size, isLast)
      const used = cuts.reduce((sum, chunk) => sum + chunk, 0)
      if (isLast) {
        news.push({ file, attempt, read: baton.stat })
        nextFile(file)
      } else {
        baton.offset = offset + used
      }
      return () => {
        sealChunks(file, attempt, offset, cuts)
        return used
      }
    } catch (error) {
      if (!isFileError(error)) throw error
      news.push({ file, error: toPlain(error) })
      nextFile(file)
      return () => 0
    }
  }

  function nextFile(file: number): void {
    closeOpen()
    baton.file = file + 1
    baton.offset = 0
    baton.attempt = 0
  }

  /** `undefined` when the file is not what it was at its first window. */
  function readWindow(
    { path }: SourceFile,
    { file, attempt, offset }: Baton,
  ): { length: number; size: number } | undefined {
    const id = `${file}/${attempt}`
    if (open?.id !== id) {
      closeOpen()
      open = { id, fd: openSource(path) }
    }
    const { fd } = open
    if (offset === 0) baton.stat = statSource(fd, path)
    const before = baton.stat
    const want = Math.min(WINDOW_BYTES, before.size - offset)
    const length = readSource(fd, path, window, want, offset)
    if (length !== want || !sameStat(before, statSource(fd, path))) return undefined
    return { length, size: before.size }
  }

  function closeOpen(): void {
    if (open !== undefined) fs.closeSync(open.fd)
    open = undefined
  }

  function cutsOf(length: number, size: number, isLast: boolean): number[] {
    if (size <= WHOLE_BYTES) return length > 0 ? [length] : []
    const cuts: number[] = []
    // Only the end of the file may be cut from less than the longest chunk.
    for (let at = 0; at < length && (isLast || length - at >= CUT_MAX_BYTES);) {
      const chunk = cut(window, at, length - at)
      cuts.push(chunk)
      at += chunk
    }
    return cuts
  }

  function sealChunks(
    file: number,
    attempt: number,
    offset: number,
    cuts: readonly number[],
  ): void {
    let at = 0
    for (const length of cuts) {
      sealer.put(window.subarray(at, at + length), { file, attempt, offset: offset + at })
      at += length
    }
  }

  function sendLast(): Promise<void> {
    if (!hasMore()) writer.rotate()
    return sendGroup()
  }

  /** Makes durable what is appended, and reports it then; meanwhile this thread seals on. */
  async function sendGroup(): Promise<void> {
    const { placed, rows } = sealer.take()
    const told = news
    news = []
    const synced = writer.sync()
    const sent = Promise.all([synced, groups.at(-1)]).then(([durable]) => send(durable))
    // Whoever waits for it later gets the failure; until then it must not end the process.
    sent.catch(() => undefined)
    groups.push(sent)
    if (groups.length > 2) {
      await groups[0]
      groups = groups.slice(1)
    }

    function send(durable: readonly Synced[]): void {
      report.group(job, { rows, synced: durable, news: told, ...pack(placed) })
    }
  }
}

/** Whether only one file is concerned; everything else ends the job. */
function isFileError(error: unknown): boolean {
  return isSpaceError(error, 'unreadable') || isSpaceError(error, 'changed-while-read')
}
