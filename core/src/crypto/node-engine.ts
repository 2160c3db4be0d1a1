import { createCipheriv, createDecipheriv } from 'node:crypto'
import { checkLengths } from './ports.ts'
import type { Engine } from './ports.ts'

/**
 * XChaCha20-Poly1305 from node's chacha20-poly1305: HChaCha20 makes the subkey of the first 16
 * bytes of the nonce, the last 8 go behind four zeros.
 *
 * @see draft-irtf-cfrg-xchacha-03, 2.3
 */
export function nodeEngine(hchacha20: (input: Uint8Array, key: Uint8Array) => Uint8Array): Engine {
  const shortNonce = new Uint8Array(12)
  return {
    name: 'node-crypto',
    seal(out, plain, ad, nonce, key) {
      checkLengths(out, plain, nonce, key)
      const subkey = hchacha20(nonce.subarray(0, 16), key)
      shortNonce.set(nonce.subarray(16), 4)
      const cipher = createCipheriv('chacha20-poly1305', subkey, shortNonce, OPTIONS)
      cipher.setAAD(ad, { plaintextLength: plain.length })
      for (let at = 0; at < plain.length; at += SLICE_BYTES) {
        move(cipher.update(plain.subarray(at, at + SLICE_BYTES)), out, at)
      }
      cipher.final()
      out.set(cipher.getAuthTag(), plain.length)
      subkey.fill(0)
    },
    open(out, sealed, ad, nonce, key) {
      checkLengths(sealed, out, nonce, key)
      const subkey = hchacha20(nonce.subarray(0, 16), key)
      shortNonce.set(nonce.subarray(16), 4)
      const decipher = createDecipheriv('chacha20-poly1305', subkey, shortNonce, OPTIONS)
      decipher.setAAD(ad, { plaintextLength: out.length })
      decipher.setAuthTag(sealed.subarray(out.length))
      for (let at = 0; at < out.length; at += SLICE_BYTES) {
        move(decipher.update(sealed.subarray(at, Math.min(at + SLICE_BYTES, out.length))), out, at)
      }
      subkey.fill(0)
      try {
        decipher.final()
        return true
      } catch {
        // What was written so far is not authenticated: nobody may see it.
        out.fill(0)
        return false
      }
    },
  }
}

const OPTIONS = { authTagLength: 16 } as const
/** `update` answers with a fresh buffer: a small one stays in the cache of the processor. */
const SLICE_BYTES = 65536

/** Frees the buffer at once: waiting for a collection, they would pile up to 50 MB. */
function move(from: Buffer, out: Uint8Array, at: number): void {
  out.set(from, at)
  if (from.buffer.byteLength === from.length) (from.buffer as ArrayBuffer).transfer(0)
}
