/** Items for whoever listens at the time. */
export interface Feed<T> {
  push(item: T): void
  /** What is pushed from now on, after `first`; ends when `signal` fires. */
  listen(signal: AbortSignal, ...first: T[]): AsyncIterable<T>
  /** Ends every listening with an error. */
  fail(error: Error): void
}

export function openFeed<T>(): Feed<T> {
  interface Listener {
    readonly items: T[]
    error: Error | undefined
    wake: () => void
  }
  const listeners = new Set<Listener>()

  return {
    push(item) {
      for (const listener of listeners) {
        listener.items.push(item)
        listener.wake()
      }
    },
    fail(error) {
      for (const listener of listeners) {
        listener.error = error
        listener.wake()
      }
    },
    listen(signal, ...first) {
      const listener: Listener = { items: [...first], error: undefined, wake: () => undefined }
      listeners.add(listener)
      signal.addEventListener('abort', () => listener.wake())
      return (async function* items() {
        try {
          while (!signal.aborted) {
            const { promise, resolve } = Promise.withResolvers<void>()
            listener.wake = resolve
            if (listener.items.length > 0) yield listener.items.shift() as T
            else if (listener.error !== undefined) throw listener.error
            else await promise
          }
        } finally {
          listeners.delete(listener)
        }
      })()
    },
  }
}
