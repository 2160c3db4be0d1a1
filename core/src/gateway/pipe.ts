/** Bytes from hand to hand: nothing is kept, whoever pushes waits for the reader. */
export interface Pipe {
  readonly source: AsyncIterable<Uint8Array>
  /** Resolves when the reader comes for more. Rejects when it failed, or stopped reading. */
  push(bytes: Uint8Array): Promise<void>
  end(): void
  /** The reader learns `error`, and whoever pushes too. */
  fail(error: Error): void
}

export function openPipe(): Pipe {
  let over: { error?: Error } | undefined
  let given: { bytes: Uint8Array; taken: PromiseWithResolvers<void> } | undefined
  let wake = (): void => undefined

  async function* read(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        if (given !== undefined) {
          const { bytes, taken } = given
          yield bytes
          // NOTE: only now are the bytes used up; the sender may count them.
          given = undefined
          taken.resolve()
        } else if (over === undefined) {
          await new Promise<void>((resolve) => {
            wake = resolve
          })
        } else if (over.error !== undefined) throw over.error
        else return
      }
    } finally {
      over ??= { error: new Error('nobody reads any more') }
      given?.taken.reject(over.error)
    }
  }

  return {
    source: read(),
    async push(bytes) {
      if (over !== undefined) throw over.error ?? new Error('already ended')
      const taken = Promise.withResolvers<void>()
      given = { bytes, taken }
      wake()
      await taken.promise
    },
    end() {
      over ??= {}
      wake()
    },
    fail(error) {
      over ??= { error }
      given?.taken.reject(error)
      given = undefined
      wake()
    },
  }
}
