import type { Endpoint } from '@space/sdk/wire'

/** Connections at once; each holds a socket and up to two messages in memory. */
const SEATS = 64

/** The connections that are served, of whatever transport. */
export interface Seats extends AsyncDisposable {
  take(endpoint: Endpoint): void
}

/**
 * Give each connection a seat; when none is left the one that needs it least is closed.
 *
 * The oldest that never called leaves first, then the oldest that has no call running. So whoever
 * only opens connections locks nobody out; the newest is closed only while all others work.
 */
export function openSeats(count = SEATS): Seats {
  // NOTE: a set keeps its order, so the oldest comes first.
  const taken = new Set<Endpoint>()
  return {
    take(endpoint) {
      if (taken.size >= count) {
        const all = [...taken]
        const leaves =
          all.find(({ use }) => use === 'unused') ??
          all.find(({ use }) => use === 'idle') ??
          endpoint
        taken.delete(leaves)
        void leaves[Symbol.asyncDispose]()
        if (leaves === endpoint) return
      }
      taken.add(endpoint)
      void endpoint.closed.then(() => taken.delete(endpoint))
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...taken].map((endpoint) => endpoint[Symbol.asyncDispose]()))
    },
  }
}
