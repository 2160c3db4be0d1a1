import { createHmac, hash, randomFillSync } from 'node:crypto'

/** The 32-byte SHA-256 of `bytes`, in one call. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return ofBinary(hash('sha256', bytes, 'binary'))
}

/** HMAC-SHA-256 over `parts` one behind the other, 32 bytes. */
export function hmac(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  const mac = createHmac('sha256', key)
  for (const part of parts) mac.update(part)
  return plain(mac.digest())
}

/**
 * HMAC-SHA-256(key, prefix ‖ tail) for many tails of 32 bytes under one key and prefix.
 *
 * Two one-shot hashes over prepared pads: `createHmac` costs 10 µs a call in key handling alone.
 *
 * @param key at most 64 bytes
 */
export function keyedHash(key: Uint8Array, prefix: Uint8Array): (tail32: Uint8Array) => Uint8Array {
  if (key.length > PAD_BYTES) throw new RangeError('a key is at most 64 bytes long')
  const tailAt = PAD_BYTES + prefix.length
  const inner = new Uint8Array(tailAt + 32).fill(0x36, 0, PAD_BYTES)
  const outer = new Uint8Array(PAD_BYTES + 32).fill(0x5c, 0, PAD_BYTES)
  for (const [i, byte] of key.entries()) {
    inner[i] = 0x36 ^ byte
    outer[i] = 0x5c ^ byte
  }
  inner.set(prefix, PAD_BYTES)
  return (tail32) => {
    if (tail32.length !== 32) throw new RangeError('a tail is 32 bytes long')
    inner.set(tail32, tailAt)
    outer.set(sha256(inner), PAD_BYTES)
    return sha256(outer)
  }
}

const PAD_BYTES = 64

const pool = new Uint8Array(32768)
let used = pool.length

/** `count` fresh random bytes: one system call per 32 KiB, wiped behind. */
export function randomBytes(count: number): Uint8Array {
  const bytes = new Uint8Array(count)
  if (count > pool.length / 4) return randomFillSync(bytes)
  if (used + count > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  bytes.set(pool.subarray(used, used + count))
  // What was given out is a key as often as not: the pool must not keep a second copy.
  pool.fill(0, used, used + count)
  used += count
  return bytes
}

/** A hash as a buffer has memory of its own: three times the time, and 150 bytes more each. */
function ofBinary(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = text.charCodeAt(i)
  return bytes
}

function plain(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
}
