import { loadNative } from './native.ts'
import { nodeEngine } from './node-engine.ts'
import type { Engine, Sodium } from './ports.ts'
import { loadWasm } from './wasm.ts'

export type { Engine, Sodium } from './ports.ts'

const native = loadNative()
// NOTE: with the native binding there the wasm is never loaded, which costs 20 ms at start-up.
const fallback = native === undefined ? await loadWasm() : undefined

/** The fastest engine of this machine. */
export const engine: Engine = native ?? nodeEngine(need(fallback).hchacha20)

/** Signatures, boxes and password stretching of this machine. */
export const sodium: Sodium = native ?? need(fallback)

/** Every engine this machine has, fastest first; loads the wasm. */
export async function engines(): Promise<Engine[]> {
  const wasm = fallback ?? (await loadWasm())
  return [...(native === undefined ? [] : [native]), nodeEngine(wasm.hchacha20), wasm]
}

/** Every libsodium this machine has, fastest first; loads the wasm. */
export async function sodiums(): Promise<Sodium[]> {
  const wasm = fallback ?? (await loadWasm())
  return native === undefined ? [wasm] : [native, wasm]
}

function need<T>(value: T | undefined): T {
  if (value === undefined) throw new TypeError('no libsodium could be loaded')
  return value
}
