import { SpaceError } from '@space/sdk'
import { i18n } from '@space/ui'

/** Longer than any honest file takes; a hostile one is stopped then. */
const PATIENCE_MS = 4000

/**
 * Let a worker think about what a stranger wrote, so that it can never stop the window. It answers with
 * one message.
 *
 * @throws {SpaceError} `too-large` when it took too long or fell over, `aborted`
 */
export function aside<Answer>(
  open: () => Worker,
  question: unknown,
  signal: AbortSignal,
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const worker = open()
  const tooMuch = (): void => reject(new SpaceError('too-large', i18n.t('That took too long')))
  const timer = setTimeout(tooMuch, PATIENCE_MS)
  const stop = (): void => reject(new SpaceError('aborted', i18n.t('Stopped')))
  signal.addEventListener('abort', stop)
  worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => resolve(data))
  worker.addEventListener('error', tooMuch)
  worker.postMessage(question)
  return promise.finally(() => {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
    worker.terminate()
  })
}
