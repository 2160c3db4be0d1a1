/** Something changed: whoever follows looks again. Slow followers miss nothing but repetitions. */
export interface Signal {
  fire(): void
  /** One item for one or more firings since the last; ends with `signal`. */
  follow(signal: AbortSignal): AsyncIterable<void>
}

export function openSignal(): Signal {
  const listeners = new Set<() => void>()
  return {
    fire() {
      for (const listener of listeners) listener()
    },
    follow(signal) {
      let fired = false
      let wake = (): void => undefined
      const listener = (): void => {
        fired = true
        wake()
      }
      // NOTE: at the call, not at the first read: what fires between them is not missed
      listeners.add(listener)
      signal.addEventListener('abort', wakeUp, { once: true })
      function wakeUp(): void {
        wake()
      }
      return follow()
      async function* follow(): AsyncGenerator<void> {
        try {
          while (!signal.aborted) {
            if (!fired) await new Promise<void>((resolve) => (wake = resolve))
            if (signal.aborted) return
            fired = false
            yield
          }
        } finally {
          listeners.delete(listener)
          signal.removeEventListener('abort', wakeUp)
        }
      }
    },
  }
}
