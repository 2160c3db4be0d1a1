import type { Progress, Running } from '../drive/drive.ts'
import type { Context } from './context.ts'
import { escapeName, formatDuration, formatSize } from './text.ts'

const FIRST_MS = 300
const EVERY_MS = 100

/**
 * What a long call of the drive gets: the signal of Ctrl-C, and on a terminal a line that shows how
 * far it is, first after {@link FIRST_MS}. `done` wipes the line.
 */
export function follow({ out, powers, signal }: Context): Running & { done: () => void } {
  const { draw } = out
  if (draw === undefined) return { signal, done: () => undefined }
  const started = powers.now()
  let last = 0
  return {
    signal,
    onProgress(progress) {
      const now = powers.now()
      if (signal.aborted || now - started < FIRST_MS || now - last < EVERY_MS) return
      last = now
      draw(progressLine(progress, now - started))
    },
    done() {
      if (last > 0) draw('')
    },
  }
}

/** `12 MB of 80 MB · 3 of 40 files · 5.1 MB/s · 14 s left · photos/a.jpg` */
export function progressLine(progress: Progress, elapsedMs: number): string {
  const { doneBytes, totalBytes, doneFiles, totalFiles, path } = progress
  const perMs = elapsedMs > 0 ? doneBytes / elapsedMs : 0
  const parts = [
    formatSize(doneBytes) + (totalBytes === undefined ? '' : ` of ${formatSize(totalBytes)}`),
    `${doneFiles}${totalFiles === undefined ? '' : ` of ${totalFiles}`} files`,
    `${formatSize(perMs * 1000)}/s`,
  ]
  if (totalBytes !== undefined && perMs > 0) {
    parts.push(`${formatDuration((totalBytes - doneBytes) / perMs)} left`)
  }
  if (path !== undefined) parts.push(escapeName(path))
  return parts.join(' · ')
}
