import { checkLengths } from './ports.ts'
import type { Engine, Sodium } from './ports.ts'

export interface Wasm extends Engine, Sodium {
  /** The subkey of XChaCha20: 32 bytes from the first 16 of the nonce and the key. */
  hchacha20(input: Uint8Array, key: Uint8Array): Uint8Array
}

/** libsodium as WebAssembly, the reference and what browsers run; compiling takes some 20 ms. */
export async function loadWasm(): Promise<Wasm> {
  const { default: sodium } = await import('libsodium-wrappers')
  await sodium.ready
  const aead = reuseHeap((sodium as unknown as { libsodium: Heap }).libsodium)
  return {
    name: 'wasm',
    ...aead,
    hchacha20: (input, key) => sodium.crypto_core_hchacha20(input, key, null),
    signPair(seed) {
      const { publicKey, privateKey } = sodium.crypto_sign_seed_keypair(seed)
      return { publicKey, secretKey: privateKey }
    },
    sign: (message, secretKey) => sodium.crypto_sign_detached(message, secretKey),
    verify: (signature, message, publicKey) =>
      sodium.crypto_sign_verify_detached(signature, message, publicKey),
    boxPair(seed) {
      const { publicKey, privateKey } = sodium.crypto_box_seed_keypair(seed)
      return { publicKey, secretKey: privateKey }
    },
    boxSeal: (message, publicKey) => sodium.crypto_box_seal(message, publicKey),
    boxOpen(sealed, { publicKey, secretKey }) {
      try {
        return sodium.crypto_box_seal_open(sealed, publicKey, secretKey)
      } catch {
        return undefined
      }
    },
    argon2id: (password, salt, passes, memoryBytes) =>
      Promise.resolve(
        sodium.crypto_pwhash(
          32,
          password,
          salt,
          passes,
          memoryBytes,
          sodium.crypto_pwhash_ALG_ARGON2ID13,
        ),
      ),
  }
}

/**
 * The wrappers make a fresh array per call. Here one stretch of the heap is kept and worked on in
 * place, and the only copies are those in and out.
 */
function reuseHeap(heap: Heap): Pick<Engine, 'seal' | 'open'> {
  let size = 0
  let start = 0
  const place = (bytes: number): number => {
    if (bytes > size) {
      if (start !== 0) heap._free(start)
      size = Math.max(bytes, 2 ** 20 + 1024)
      start = heap._malloc(size)
      if (start === 0) {
        size = 0
        throw new RangeError('the memory of the wasm engine is used up')
      }
    }
    return start
  }
  const prepare = (
    text: Uint8Array,
    room: number,
    ad: Uint8Array,
    nonce: Uint8Array,
    key: Uint8Array,
  ) => {
    const at = place(KEY_BYTES + NONCE_BYTES + ad.length + room)
    const nonceAt = at + KEY_BYTES
    const textAt = nonceAt + NONCE_BYTES
    const adAt = textAt + room
    heap.HEAPU8.set(key, at)
    heap.HEAPU8.set(nonce, nonceAt)
    heap.HEAPU8.set(text, textAt)
    heap.HEAPU8.set(ad, adAt)
    return { at, nonceAt, textAt, adAt }
  }
  const forget = (at: number, adAt: number): void => void heap.HEAPU8.fill(0, at, adAt)
  return {
    seal(out, plain, ad, nonce, key) {
      checkLengths(out, plain, nonce, key)
      const { at, nonceAt, textAt, adAt } = prepare(plain, out.length, ad, nonce, key)
      heap._crypto_aead_xchacha20poly1305_ietf_encrypt(
        textAt,
        0,
        textAt,
        plain.length,
        0,
        adAt,
        ad.length,
        0,
        0,
        nonceAt,
        at,
      )
      out.set(heap.HEAPU8.subarray(textAt, adAt))
      forget(at, textAt)
    },
    open(out, sealed, ad, nonce, key) {
      checkLengths(sealed, out, nonce, key)
      const { at, nonceAt, textAt, adAt } = prepare(sealed, sealed.length, ad, nonce, key)
      const status = heap._crypto_aead_xchacha20poly1305_ietf_decrypt(
        textAt,
        0,
        0,
        textAt,
        sealed.length,
        0,
        adAt,
        ad.length,
        0,
        nonceAt,
        at,
      )
      if (status === 0) out.set(heap.HEAPU8.subarray(textAt, textAt + out.length))
      else out.fill(0)
      forget(at, adAt)
      return status === 0
    },
  }
}

const KEY_BYTES = 32
const NONCE_BYTES = 24

/** The emscripten module behind the wrappers; 64-bit lengths are a low and a high word. */
interface Heap {
  /** Replaced when the heap grows: never kept over a call. */
  readonly HEAPU8: Uint8Array
  _malloc(bytes: number): number
  _free(at: number): void
  _crypto_aead_xchacha20poly1305_ietf_encrypt(...words: number[]): number
  _crypto_aead_xchacha20poly1305_ietf_decrypt(...words: number[]): number
}
