import type { BringReport } from '../../calls.ts'
import type { Tools } from '../tools.ts'
import type { Tally } from './tally.ts'

const REPORT_MS = 500

/** Tells Space, for the person to see, what only the sender knows. */
export function openReports(
  { line, wait }: Pick<Tools, 'line' | 'wait'>,
  tally: Tally,
  bring: () => string | undefined,
): { last(): Promise<void> } {
  const stop = new AbortController()
  let told = ''

  const tell = async (): Promise<void> => {
    const id = bring()
    if (id === undefined) return
    const { phase, totalFiles, totalBytes, failedFiles, isCounted, problem } = tally.state
    const isWaiting = phase === 'waiting' || phase === 'stopped' || phase === 'asking'
    const report: BringReport = {
      ...(isCounted ? { totalFiles, totalBytes } : {}),
      failedFiles,
      cause: problem,
      ...(phase === 'paused' ? {} : { state: isWaiting ? 'waiting' : 'running' }),
    }
    const words = JSON.stringify([id, report])
    if (words === told) return
    told = words
    // what is lost of it comes with the next one
    await line.call('bring.report', [id, report]).catch(() => undefined)
  }
  const run = async (): Promise<void> => {
    for await (const _ of tally.watch(stop.signal)) {
      await tell()
      await wait(REPORT_MS, stop.signal).catch(() => undefined)
    }
  }
  run().catch(() => undefined)
  return {
    async last() {
      stop.abort()
      await tell()
    },
  }
}
