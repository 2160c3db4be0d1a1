import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** A secret and one of the forms it could leak in. */
export interface Needle {
  /** What it is, in words that do not give it away. */
  readonly name: string
  readonly bytes: Buffer
}

/**
 * Every form of a secret that is looked for: as it is, UTF-16, hexadecimal, base64 and base64url at
 * each of the three positions it can begin at.
 *
 * @param secret text or bytes; at least 8 bytes, or it would be found by chance
 */
export function formsOf(name: string, secret: string | Uint8Array): Needle[] {
  const bytes = Buffer.from(secret)
  if (bytes.length < 8) throw new RangeError(`${name} is too short to look for`)
  const wide = typeof secret === 'string' ? Buffer.from(secret, 'utf16le') : undefined
  const hex = bytes.toString('hex')
  return [
    { name, bytes },
    ...(wide === undefined
      ? []
      : [
          { name: `${name} as UTF-16LE`, bytes: wide },
          { name: `${name} as UTF-16BE`, bytes: Buffer.from(wide).swap16() },
        ]),
    { name: `${name} in hex`, bytes: Buffer.from(hex) },
    { name: `${name} in HEX`, bytes: Buffer.from(hex.toUpperCase()) },
    ...[0, 1, 2].flatMap((shift) => {
      const all = Buffer.concat([Buffer.alloc(shift), bytes])
      const base64 = all.toString('base64')
      // The first and last characters depend on what stands beside the secret.
      const inner = base64.slice(shift === 0 ? 0 : 4, Math.floor(all.length / 3) * 4)
      const url = inner.replaceAll('+', '-').replaceAll('/', '_')
      return [
        { name: `${name} in base64`, bytes: Buffer.from(inner) },
        { name: `${name} in base64url`, bytes: Buffer.from(url) },
      ]
    }),
  ]
}

/** Names of the needles found in `hay`. */
export function found(needles: readonly Needle[], hay: Buffer): string[] {
  return needles.filter(({ bytes }) => hay.includes(bytes)).map(({ name }) => name)
}

/** Looks into every file below `dir`, and at its name; a line for each needle found. */
export function searchFolder(dir: string, needles: readonly Needle[]): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' }).flatMap((name) => {
    const path = join(dir, name)
    const inside = statSync(path).isFile() ? found(needles, readFileSync(path)) : []
    return [...inside, ...found(needles, Buffer.from(name))].map((needle) => `${name}: ${needle}`)
  })
}
