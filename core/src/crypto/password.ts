import { SpaceError } from '@space/sdk'
import { bytes, intIn, map, type Shape } from './codec.ts'
import { sodium } from './engine.ts'
import { kdf } from './keys.ts'

/** How a password was stretched: 16 bytes of salt, memory `m` in KiB, `t` passes; p is 1. */
export interface Argon {
  readonly salt: Uint8Array
  readonly m: number
  readonly t: number
}

export const KEYRING_COST = { m: 256 * 1024, t: 3 } as const

/** What is accepted from others: less is too weak, more would kill the reader. */
export const argon: Shape<Argon> = map({
  salt: bytes(16),
  m: intIn({ min: 64 * 1024, max: 1024 * 1024 }),
  t: intIn({ min: 3, max: 10 }),
})

/**
 * A 32-byte key from a password: Argon2id 1.3 over its NFKC form in UTF-8.
 *
 * Runs on the thread pool with the native binding; the wasm blocks its thread meanwhile.
 *
 * @throws {SpaceError} `bad-input` for costs outside 64 MiB–1 GiB and 3–10, before any work
 */
export async function stretch(password: string, { salt, m, t }: Argon): Promise<Uint8Array> {
  const fault = argon.fault({ salt, m, t })
  if (fault !== undefined) {
    throw new SpaceError('bad-input', 'The settings for this password are refused', {
      why: `${fault.at} should be ${fault.want}`,
    })
  }
  const encoded = new TextEncoder().encode(password.normalize('NFKC'))
  try {
    return await sodium.argon2id(encoded, salt, t, m * 1024)
  } finally {
    encoded.fill(0)
  }
}

/**
 * 32 bytes that fix a key, stored beside what it seals and compared before opening.
 *
 * XChaCha20-Poly1305 does not commit to its key: without this, one file could open under many
 * passwords and a reader become an oracle.
 */
export function commitmentOf(key: Uint8Array): Uint8Array {
  return kdf(key, 'commit')
}
