import type { Problem, BringFacts } from '../../bringing.ts'
import type { Coming } from '../../calls.ts'
import type { SpaceError } from '../../errors.ts'

/** Files up to this size travel packed. */
const SMALL_BYTES = 256 * 2 ** 10

/** One file or folder on its way. */
export interface Work {
  readonly path: readonly string[]
  /** Undefined for a folder. */
  readonly file: File | undefined
  readonly how?: 'replace' | 'keep-both'
  readonly ifVersion?: string
}

export function isSmall({ file }: Work): boolean {
  return file === undefined || file.size <= SMALL_BYTES
}

export function bytesOf({ file }: Work): number {
  return file?.size ?? 0
}

export function comingOf({ path, file, how, ifVersion }: Work): Coming {
  return {
    path,
    size: file?.size ?? null,
    ...(file === undefined ? {} : { mtime: file.lastModified }),
    ...(how === undefined ? {} : { how }),
    ...(ifVersion === undefined ? {} : { ifVersion }),
  }
}

export function factsOf({ file }: Work): BringFacts {
  return file === undefined
    ? { kind: 'directory', size: 0, lastModified: 0 }
    : { kind: 'file', size: file.size, lastModified: file.lastModified }
}

export function problemOf({ code, message, why, try: way }: SpaceError): Problem {
  return {
    code,
    message,
    ...(why === undefined ? {} : { why }),
    ...(way === undefined ? {} : { try: way }),
  }
}
