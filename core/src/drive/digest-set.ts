/** A set of SHA-256 digests that takes 32 bytes each; a Set of strings takes 100. */
export interface DigestSet {
  readonly size: number
  add(digest: Uint8Array): void
  has(digest: Uint8Array): boolean
}

const BYTES = 32

export function openDigestSet(capacity = 1024): DigestSet {
  let slots = new Uint8Array(2 ** Math.ceil(Math.log2(capacity)) * 2 * BYTES)
  let used = new Uint8Array(slots.length / BYTES)
  let size = 0

  /** The slot of `digest`, or the free one where it belongs. Digests are random: no hashing. */
  const slotOf = (digest: Uint8Array): number => {
    const mask = used.length - 1
    const view = (digest[0] ?? 0) | ((digest[1] ?? 0) << 8) | ((digest[2] ?? 0) << 16)
    let slot = (view ^ ((digest[3] ?? 0) << 24)) & mask
    while (used[slot] === 1 && !isAt(slot, digest)) slot = (slot + 1) & mask
    return slot
  }
  const isAt = (slot: number, digest: Uint8Array): boolean => {
    for (let i = 0, at = slot * BYTES; i < BYTES; i++) if (slots[at + i] !== digest[i]) return false
    return true
  }
  const insert = (digest: Uint8Array): void => {
    const slot = slotOf(digest)
    if (used[slot] === 1) return
    used[slot] = 1
    slots.set(digest, slot * BYTES)
    size++
  }

  return {
    get size() {
      return size
    },
    has: (digest) => used[slotOf(digest)] === 1,
    add(digest) {
      insert(digest)
      if (size * 2 <= used.length) return
      const [oldSlots, oldUsed] = [slots, used]
      slots = new Uint8Array(oldSlots.length * 2)
      used = new Uint8Array(oldUsed.length * 2)
      size = 0
      for (let slot = 0; slot < oldUsed.length; slot++)
        if (oldUsed[slot] === 1) insert(oldSlots.subarray(slot * BYTES, slot * BYTES + BYTES))
    },
  }
}
