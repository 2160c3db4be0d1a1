import { PING_MESSAGE, PONG_MESSAGE } from '@space/sdk/relay'

/** Whether the document behind a port still turns its event loop. */
export interface Liveness {
  /** Asks once; resolves to whether it answered in time. One that never spoke counts as alive. */
  ask(timeoutMs: number): Promise<boolean>
  close(): void
}

export function openLiveness(port: MessagePort): Liveness {
  const over = new AbortController()
  let hasAnswered = false
  let answered = Promise.withResolvers<void>()
  port.addEventListener(
    'message',
    ({ data }) => {
      if (data !== PONG_MESSAGE) return
      hasAnswered = true
      answered.resolve()
    },
    { signal: over.signal },
  )
  return {
    async ask(timeoutMs) {
      answered = Promise.withResolvers<void>()
      port.postMessage(PING_MESSAGE)
      const late = Promise.withResolvers<boolean>()
      const timer = setTimeout(() => late.resolve(!hasAnswered), timeoutMs)
      const isAlive = await Promise.race([answered.promise.then(() => true), late.promise])
      clearTimeout(timer)
      return isAlive
    },
    close() {
      over.abort()
      answered.resolve()
    },
  }
}
