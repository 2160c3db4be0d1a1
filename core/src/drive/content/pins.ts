import { latin1Of } from '../../crypto/text.ts'

/** Keeps blocks from the sweep until what refers to them is durable. */
export interface Hold {
  add(digest: Uint8Array): void
  /** A second call does nothing. */
  release(): void
}

export interface Pins {
  hold(): Hold
  has(digest: Uint8Array): boolean
}

export function openPins(): Pins {
  const counts = new Map<string, number>()
  return {
    has: (digest) => counts.has(latin1Of(digest)),
    hold() {
      const held = new Set<string>()
      return {
        add(digest) {
          const id = latin1Of(digest)
          if (held.has(id)) return
          held.add(id)
          counts.set(id, (counts.get(id) ?? 0) + 1)
        },
        release() {
          for (const id of held) {
            const left = (counts.get(id) ?? 1) - 1
            if (left === 0) counts.delete(id)
            else counts.set(id, left)
          }
          held.clear()
        },
      }
    },
  }
}
