import { createRequire } from 'node:module'
import { checkLengths } from './ports.ts'
import type { Engine, Sodium } from './ports.ts'

export interface Native extends Engine, Sodium {
  /** As {@link Wasm.hchacha20}. */
  hchacha20(input: Uint8Array, key: Uint8Array): Uint8Array
}

/** libsodium by its native binding, or undefined where no binary for this machine is installed. */
export function loadNative(): Native | undefined {
  let native: SodiumNative
  try {
    native = createRequire(import.meta.url)('sodium-native') as SodiumNative
  } catch {
    return undefined
  }
  return {
    name: 'sodium-native',
    seal(out, plain, ad, nonce, key) {
      checkLengths(out, plain, nonce, key)
      hold(nonce, key)
      native.crypto_aead_xchacha20poly1305_ietf_encrypt(out, plain, ad, null, heldNonce, heldKey)
    },
    open(out, sealed, ad, nonce, key) {
      checkLengths(sealed, out, nonce, key)
      hold(nonce, key)
      try {
        native.crypto_aead_xchacha20poly1305_ietf_decrypt(out, null, sealed, ad, heldNonce, heldKey)
        return true
      } catch {
        out.fill(0)
        return false
      }
    },
    hchacha20(input, key) {
      // The binding lacks it. ChaCha20 ends by adding its input to what HChaCha20 gives, so a block of
      // its key stream less that input is the same; the input's words are constants and `input`.
      const stream = Buffer.alloc(64)
      const counter = Buffer.from(input).readUInt32LE(0)
      native.crypto_stream_chacha20_ietf_xor_ic(stream, stream, input.subarray(4), counter, key)
      const subkey = Buffer.alloc(32)
      const given = Buffer.concat([SIGMA, input])
      for (let word = 0; word < 8; word += 1) {
        const at = 4 * (word < 4 ? word : word + 8)
        const sum = stream.readUInt32LE(at) - given.readUInt32LE(4 * word)
        subkey.writeUInt32LE(sum >>> 0, 4 * word)
      }
      stream.fill(0)
      return subkey
    },
    signPair(seed) {
      const pair = { publicKey: new Uint8Array(32), secretKey: new Uint8Array(64) }
      native.crypto_sign_seed_keypair(pair.publicKey, pair.secretKey, seed)
      return pair
    },
    sign(message, secretKey) {
      const signature = new Uint8Array(64)
      native.crypto_sign_detached(signature, message, secretKey)
      return signature
    },
    verify: (signature, message, publicKey) =>
      native.crypto_sign_verify_detached(signature, message, publicKey),
    boxPair(seed) {
      const pair = { publicKey: new Uint8Array(32), secretKey: new Uint8Array(32) }
      native.crypto_box_seed_keypair(pair.publicKey, pair.secretKey, seed)
      return pair
    },
    boxSeal(message, publicKey) {
      const sealed = new Uint8Array(message.length + 48)
      native.crypto_box_seal(sealed, message, publicKey)
      return sealed
    },
    boxOpen(sealed, { publicKey, secretKey }) {
      const message = new Uint8Array(sealed.length - 48)
      return native.crypto_box_seal_open(message, sealed, publicKey, secretKey)
        ? message
        : undefined
    },
    async argon2id(password, salt, passes, memoryBytes) {
      const key = new Uint8Array(32)
      await native.crypto_pwhash_async(key, password, salt, passes, memoryBytes, ARGON2ID13)
      return key
    },
  }
}

const ARGON2ID13 = 2
/** The constants of ChaCha20. */
const SIGMA = Buffer.from('expand 32-byte k')

// NOTE: handing a short typed array to a binding gives it memory of its own (see text.ts), and every
// piece and row has a fresh nonce and key: the binding gets copies in memory that it has already.
const heldNonce = Buffer.allocUnsafeSlow(24)
const heldKey = Buffer.allocUnsafeSlow(32)

function hold(nonce: Uint8Array, key: Uint8Array): void {
  heldNonce.set(nonce)
  heldKey.set(key)
}

/** The few functions used here; sodium-native ships no types. Those without a result throw. */
interface SodiumNative {
  crypto_aead_xchacha20poly1305_ietf_encrypt(
    out: Uint8Array,
    plain: Uint8Array,
    ad: Uint8Array,
    nsec: null,
    nonce: Uint8Array,
    key: Uint8Array,
  ): number
  crypto_aead_xchacha20poly1305_ietf_decrypt(
    out: Uint8Array,
    nsec: null,
    sealed: Uint8Array,
    ad: Uint8Array,
    nonce: Uint8Array,
    key: Uint8Array,
  ): number
  crypto_stream_chacha20_ietf_xor_ic(
    out: Uint8Array,
    plain: Uint8Array,
    nonce: Uint8Array,
    counter: number,
    key: Uint8Array,
  ): void
  crypto_sign_seed_keypair(publicKey: Uint8Array, secretKey: Uint8Array, seed: Uint8Array): void
  crypto_sign_detached(signature: Uint8Array, message: Uint8Array, secretKey: Uint8Array): void
  crypto_sign_verify_detached(
    signature: Uint8Array,
    message: Uint8Array,
    publicKey: Uint8Array,
  ): boolean
  crypto_box_seed_keypair(publicKey: Uint8Array, secretKey: Uint8Array, seed: Uint8Array): void
  crypto_box_seal(sealed: Uint8Array, message: Uint8Array, publicKey: Uint8Array): void
  crypto_box_seal_open(
    message: Uint8Array,
    sealed: Uint8Array,
    publicKey: Uint8Array,
    secretKey: Uint8Array,
  ): boolean
  crypto_pwhash_async(
    key: Uint8Array,
    password: Uint8Array,
    salt: Uint8Array,
    passes: number,
    memoryBytes: number,
    algorithm: number,
  ): Promise<void>
}
