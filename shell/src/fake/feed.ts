/** A value that changes, told to whoever follows it. */
export interface Feed<Value> {
  now(): Value
  put(value: Value): void
  /** The value now, when there is one, and each newer one. */
  follow(signal: AbortSignal): AsyncIterable<Value>
}

export function openFeed<Value>(first?: Value): Feed<Value> {
  let value = first as Value
  let has = first !== undefined
  let changed = Promise.withResolvers<void>()
  return {
    now: () => value,
    put(newer) {
      value = newer
      has = true
      changed.resolve()
      changed = Promise.withResolvers<void>()
    },
    async *follow(signal) {
      const stopped = new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => resolve())
      })
      while (!signal.aborted) {
        const next = changed.promise
        if (has) yield value
        await Promise.race([next, stopped])
      }
    },
  }
}
