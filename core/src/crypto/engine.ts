import { loadNative } from './native.ts'
import { nodeEngine } from './node-engine.ts'
import type { Engine, Sodium } from './ports.ts'
import { loadWasm } from './wasm.ts'

export type { Engine, Sodium } from './ports.ts'

const native = loadNative()
// NOTE: with the native binding there the wasm is never loaded, which costs 20 ms at start-up.
const fallback = native === undefined ? await loadWasm() : undefined

/**
 * The fastest way of this machine: libsodium, but node:crypto for what is long. A call of node:crypto
 * costs 13 µs more, but its bytes are up to twice as fast (its OpenSSL uses AVX-512 or NEON).
 */
export const engine: Engine =
  native === undefined
    ? nodeEngine(need(fallback).hchacha20)
    : byLength(native, nodeEngine(native.hchacha20))

/** Signatures, boxes and password stretching of this machine. */
export const sodium: Sodium = native ?? need(fallback)

/** Every engine this machine has, fastest first; loads the wasm. */
export async function engines(): Promise<Engine[]> {
  const wasm = fallback ?? (await loadWasm())
  const { hchacha20 } = native ?? wasm
  return [...(native === undefined ? [] : [native]), nodeEngine(hchacha20), wasm]
}

/** Every libsodium this machine has, fastest first; loads the wasm. */
export async function sodiums(): Promise<Sodium[]> {
  const wasm = fallback ?? (await loadWasm())
  return native === undefined ? [wasm] : [native, wasm]
}

const LONG_BYTES = 2 ** 16

function byLength(short: Engine, long: Engine): Engine {
  return {
    name: short.name,
    seal: (out, plain, ad, nonce, key) =>
      (plain.length < LONG_BYTES ? short : long).seal(out, plain, ad, nonce, key),
    open: (out, sealed, ad, nonce, key) =>
      (out.length < LONG_BYTES ? short : long).open(out, sealed, ad, nonce, key),
  }
}

function need<T>(value: T | undefined): T {
  if (value === undefined) throw new TypeError('no libsodium could be loaded')
  return value
}
