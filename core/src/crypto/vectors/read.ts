import { readFileSync } from 'node:fs'

/** The published vectors of one kind; bytes are hex. For tests only. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- each test names its own JSON
export function readVectors<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), 'utf8')) as T
}

export function fromHex(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, 'hex'))
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
