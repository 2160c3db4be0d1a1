/** Authenticated encryption as one implementation gives it: XChaCha20-Poly1305-IETF, tag behind. */
export interface Engine {
  readonly name: 'sodium-native' | 'node-crypto' | 'wasm'
  /**
   * Seal `plain` into `out`, which is exactly `plain.length + 16` long.
   *
   * `plain` may be the first bytes of `out` (same start); any other overlap is forbidden.
   *
   * @param nonce 24 bytes, never used twice with one key
   * @param key 32 bytes
   */
  seal(out: Uint8Array, plain: Uint8Array, ad: Uint8Array, nonce: Uint8Array, key: Uint8Array): void
  /**
   * Open `sealed` into `out`, which is exactly `sealed.length - 16` long; same start is safe.
   *
   * Returns false, with `out` zeroed, when a bit, the `ad`, the nonce or the key is not the right one.
   */
  open(
    out: Uint8Array,
    sealed: Uint8Array,
    ad: Uint8Array,
    nonce: Uint8Array,
    key: Uint8Array,
  ): boolean
}

/** A public key and its secret half, as libsodium lays them out. */
export interface KeyPair {
  readonly publicKey: Uint8Array
  readonly secretKey: Uint8Array
}

/** The rest of libsodium that Space uses: Ed25519, X25519 sealed boxes, Argon2id 1.3. */
export interface Sodium {
  /** Ed25519: public 32 bytes, secret 64 bytes, from a 32-byte seed. */
  signPair(seed: Uint8Array): KeyPair
  sign(message: Uint8Array, secretKey: Uint8Array): Uint8Array
  /** `signature` is 64 and `publicKey` 32 bytes long. */
  verify(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean
  /** X25519: both halves 32 bytes, from a 32-byte seed. */
  boxPair(seed: Uint8Array): KeyPair
  /** Returns `message.length + 48` bytes. Throws when no box can be made for this public key. */
  boxSeal(message: Uint8Array, publicKey: Uint8Array): Uint8Array
  /** `sealed` is at least 48 bytes long; undefined when it is not for this pair. */
  boxOpen(sealed: Uint8Array, pair: KeyPair): Uint8Array | undefined
  /** 32 bytes; `memoryBytes` and `passes` were checked by the caller. */
  argon2id(
    password: Uint8Array,
    salt: Uint8Array,
    passes: number,
    memoryBytes: number,
  ): Promise<Uint8Array>
}

/** Every engine refuses wrong lengths alike: a raw wasm heap would be overrun silently. */
export function checkLengths(
  sealed: Uint8Array,
  plain: Uint8Array,
  nonce: Uint8Array,
  key: Uint8Array,
): void {
  if (sealed.length !== plain.length + 16) throw new RangeError('sealed is plain + 16 bytes long')
  if (nonce.length !== 24) throw new RangeError('a nonce is 24 bytes long')
  if (key.length !== 32) throw new RangeError('a key is 32 bytes long')
}
