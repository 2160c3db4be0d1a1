import { SpaceError, type SpaceErrorOptions } from '@space/sdk'
import type { BlockRow, Synced } from '../../blocks/segment-writer.ts'
import type { Content } from './content.ts'
import type { Packed } from './packing.ts'

/** What a worker is started with. */
export interface WorkerPowers {
  readonly dir: string
  readonly counter: SharedArrayBuffer
  readonly storageKey: Uint8Array
  /** 16 bytes. */
  readonly drive: Uint8Array
}

export interface SourceFile {
  readonly path: string
  /** As the walk saw it; only decides who reads it how. */
  readonly size: number
}

export interface SealJob {
  readonly op: 'seal'
  readonly job: number
  readonly files: readonly SourceFile[]
  readonly baton: SharedArrayBuffer
}

/** Bytes [start, end) of a file into an open `fd`, or a whole file into a new one at `path`. */
export interface OpenUnit {
  readonly index: number
  readonly content: Content
  readonly start: number
  readonly end: number
  readonly target: { readonly fd: number } | { readonly path: string; readonly mode: number }
  readonly mtimeMs?: number | undefined
}

export interface OpenJob {
  readonly op: 'open'
  readonly job: number
  readonly units: readonly OpenUnit[]
  /** Int32: next unit, 1 when aborted. */
  readonly counter: SharedArrayBuffer
}

export type Order = SealJob | OpenJob | { readonly op: 'close'; readonly job: number }

/** What a file was when it was read. */
export interface FileStat {
  readonly size: number
  readonly mtimeNs: bigint
  readonly ctimeNs: bigint
  readonly ino: bigint
  readonly dev: bigint
}

/** What became known of a file, apart from its pieces. */
export type FileNews =
  | { readonly file: number; readonly attempt: number; readonly read: FileStat }
  /** It changed while it was read and is read again from the start; 0 is the first attempt. */
  | { readonly file: number; readonly attempt: number; readonly again: true }
  /** It outgrew its run of small files; whoever reads it next must expect `grown` bytes. */
  | { readonly file: number; readonly grown: number }
  | { readonly file: number; readonly error: PlainError }

/** A group of pieces that are durable. */
export interface Group extends Packed {
  readonly rows: readonly BlockRow[]
  readonly synced: readonly Synced[]
  readonly news: readonly FileNews[]
}

export type Answer = { readonly job: number } & (
  | { readonly group: Group }
  | { readonly progress: number }
  | { readonly opened: number; readonly error?: PlainError }
  | { readonly done: true; readonly synced?: readonly Synced[] }
  | { readonly failed: PlainError }
)

/** A SpaceError as data: crossing a thread loses its class. */
export interface PlainError extends Pick<SpaceErrorOptions, 'why' | 'try' | 'facts'> {
  readonly code: SpaceError['code']
  readonly message: string
}

export function toPlain(error: unknown): PlainError {
  if (error instanceof SpaceError) {
    const { code, message, why, try: way, facts } = error
    return { code, message, facts, ...(why && { why }), ...(way && { try: way }) }
  }
  const why = error instanceof Error ? error.message : String(error)
  return { code: 'internal', message: 'Something went wrong while reading or writing files', why }
}

export function fromPlain({ code, message, ...options }: PlainError): SpaceError {
  return new SpaceError(code, message, options)
}
