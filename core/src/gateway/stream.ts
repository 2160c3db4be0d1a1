/** Sending what is read bit by bit. */
import type { Content } from '../api/urls.ts'
import type { Exchange } from './answer.ts'

/** Send bytes as fast as they are taken; whatever goes wrong cuts the connection, never fills it up. */
export async function stream(
  { response }: Exchange,
  content: Content,
  { start, end }: { start: number; end: number },
  alive: AbortSignal,
): Promise<void> {
  // NOTE: who asked may have gone while it was opened, and that is told only once
  if (response.destroyed) return
  const stop = new AbortController()
  const cut = (): void => {
    stop.abort()
    response.destroy()
  }
  alive.addEventListener('abort', cut)
  response.once('close', cut)
  try {
    let sent = start
    for await (const bytes of content.read({ start, end, signal: stop.signal })) {
      if (stop.signal.aborted) return
      sent += bytes.length
      if (sent > end) return cut()
      if (!response.write(bytes)) await drained(response)
    }
    // What was promised did not come: the other side must see that, not a short file.
    if (sent === end) response.end()
    else cut()
  } catch {
    cut()
  } finally {
    alive.removeEventListener('abort', cut)
  }
}

async function drained(response: Exchange['response']): Promise<void> {
  if (response.destroyed) return
  await new Promise<void>((resolve) => {
    const done = (): void => {
      response.off('drain', done)
      response.off('close', done)
      resolve()
    }
    response.once('drain', done)
    response.once('close', done)
  })
}
