/** Short bytes, such as ids and digests, as text that can be the key of a map. */

/** One character a byte. */
export function latin1Of(bytes: Uint8Array): string {
  return textOf(bytes, 'latin1')
}

export function hexOf(bytes: Uint8Array): string {
  return textOf(bytes, 'hex')
}

const scratch = Buffer.alloc(256)

/**
 * NOTE: nobody may ask a typed array of at most 64 bytes for its `buffer` in a hot place. V8 keeps its
 * bytes inside the object and then moves them to memory of their own, 150 bytes and half a
 * microsecond for each, which an import of 100,000 files pays in tens of megabytes.
 */
function textOf(bytes: Uint8Array, encoding: 'latin1' | 'hex'): string {
  if (bytes.length > scratch.length) return Buffer.from(bytes).toString(encoding)
  scratch.set(bytes)
  return scratch.toString(encoding, 0, bytes.length)
}
