import type { Endpoint } from '@space/sdk/wire'

/** The connection of one app, made when it is first needed and made anew after it was lost. */
export interface AppDaemon {
  endpoint(): Promise<Endpoint>
  close(): void
}

export function openAppDaemon(dial: (signal: AbortSignal) => Promise<Endpoint>): AppDaemon {
  const over = new AbortController()
  let current: Promise<Endpoint> | undefined
  const begin = async (): Promise<Endpoint> => {
    const endpoint = await dial(over.signal)
    void endpoint.closed.then(() => {
      current = undefined
    })
    return endpoint
  }
  return {
    endpoint() {
      current ??= begin().catch((error: unknown) => {
        current = undefined
        throw error
      })
      return current
    },
    close() {
      over.abort()
      current?.then((endpoint) => endpoint[Symbol.asyncDispose]()).catch(() => undefined)
    },
  }
}
