import { CID } from 'multiformats/cid'
import { SpaceError } from '@space/sdk'
import { check } from '../../crypto/codec.ts'
import { isBlockCid } from '../cid.ts'
import { contentShape } from '../content/content.ts'
import { KINDS } from '../tree/registers.ts'
import type { Content } from '../content/content.ts'
import type { Kind } from '../drive.ts'
import type { RegisterOp, VersionName } from '../tree/registers.ts'

/** A version on the wire: the batch that made it and the index of its op; null is this very batch. */
export type VersionRef = readonly [batch: CID | null, index: number]

interface Dated {
  /** ms since 1970, whole; for display only. Without it: that of the op before it in the batch. */
  at?: number | undefined
  /** The app that did it; without it: the person themself. */
  by?: string | undefined
}

export interface MoveOp extends Dated {
  o: 'move'
  id: Uint8Array
  parent: Uint8Array
  name: string
  /** On an entry's first move. */
  kind?: Kind | undefined
}

export interface SetOp extends Dated {
  o: 'set'
  id: Uint8Array
  field: string
  /** Anything dag-cbor can hold. */
  value: unknown
}

export interface VersionOp extends Dated {
  o: 'version'
  id: Uint8Array
  base: readonly VersionRef[]
  content: Content
  /** ms since 1970, up to three decimals. */
  mtime?: number | undefined
}

export interface DropOp extends Dated {
  o: 'drop'
  id: Uint8Array
  versions: readonly VersionRef[]
}

export interface CommentOp extends Dated {
  o: 'comment'
  id: Uint8Array
  text: string
}

/** A writer's first op: binds its key to a device and a person. */
export interface JoinOp extends Dated {
  o: 'join'
  bind: unknown
  /** What the person calls the device, for display. */
  name?: string | undefined
}

/** After it only `cid` and its `prev` chain count of this writer's batches. */
export interface CutOp extends Dated {
  o: 'cut'
  writer: Uint8Array
  seq: number
  cid: CID
}

/** An op of a later Space: kept and passed on, without effect here. */
export interface UnknownOp extends Dated {
  o: 'unknown'
  op: Readonly<Record<string, unknown>>
}

export type Op = MoveOp | SetOp | VersionOp | DropOp | CommentOp | JoinOp | CutOp | UnknownOp

/** Longest name of an entry or field in UTF-16 units; every file system of today stays below. */
export const MAX_NAME = 1_024
/** Longest name of an app in `by`, and of a device in a join, in UTF-16 units. */
export const MAX_APP = 256
/** Most versions that one op may list. */
export const MAX_VERSIONS = 4_096

/** Whether an entry may be called so: one step of a path and nothing else. */
export function isName(name: unknown): name is string {
  if (typeof name !== 'string' || name.length === 0 || name.length > MAX_NAME) return false
  return name !== '.' && name !== '..' && !name.includes('/') && !name.includes('\0')
}

/**
 * Check an op that came from outside. Ops and fields of a later Space are let through.
 *
 * @param index its place in its batch: an op may only name versions of this batch that are before it
 * @throws {SpaceError} `bad-input`
 */
export function checkOp(value: unknown, index: number): Op {
  if (!isMap(value) || typeof value.o !== 'string') refuse('an op is not a map')
  const { at, by } = value
  const checks = CHECKS[value.o as keyof typeof CHECKS]
  if (checks === undefined || !Object.hasOwn(CHECKS, value.o)) {
    return isWhole(at) ? { o: 'unknown', op: value, at } : { o: 'unknown', op: value }
  }
  if (at !== undefined && !isWhole(at)) refuse('the time of an op is not a whole number')
  if (by !== undefined && !isText(by, MAX_APP)) refuse('the app of an op is not a short text')
  if (!checks(value, index)) refuse(`a "${value.o}" op is malformed`)
  return value as unknown as Op
}

/**
 * The op as registers take it, with batches by their local numbers.
 *
 * @param batch number of the batch that holds it
 * @param numberOf must have a number for any CID, also of a batch that never came
 * @returns `undefined` for ops that are not about an entry's registers
 */
export function localOp(
  op: Op,
  batch: number,
  numberOf: (cid: CID) => number,
): { id: Uint8Array; op: RegisterOp } | undefined {
  const named = ([cid, index]: VersionRef): VersionName => ({
    batch: cid === null ? batch : numberOf(cid),
    index,
  })
  switch (op.o) {
    case 'move': {
      const { o, id, parent, name, kind, at = 0 } = op
      return { id, op: { o, parent, name, kind, at } }
    }
    case 'set':
      return { id: op.id, op: { o: 'set', field: op.field, value: op.value } }
    case 'version': {
      const { o, id, base, content, at = 0, mtime, by } = op
      return { id, op: { o, base: base.map(named), content, at, mtime, by } }
    }
    case 'drop':
      return { id: op.id, op: { o: 'drop', versions: op.versions.map(named) } }
    default:
      return undefined
  }
}

type Fields = Readonly<Record<string, unknown>>

const CHECKS = {
  move: ({ id, parent, name, kind }: Fields) =>
    isEntryId(id) && isBytes(parent, 16) && isName(name) && isKind(kind),
  set: ({ id, field, value }: Fields) =>
    isBytes(id, 16) && isText(field, MAX_NAME) && value !== undefined,
  version: ({ id, base, content, mtime }: Fields, index: number) =>
    isEntryId(id) && areVersions(base, index) && isContent(content) && isTime(mtime),
  drop: ({ id, versions }: Fields, index: number) => isEntryId(id) && areVersions(versions, index),
  comment: ({ id, text }: Fields) => isBytes(id, 16) && isText(text, 2 ** 16),
  join: ({ bind, name }: Fields) => isMap(bind) && (name === undefined || isText(name, MAX_APP)),
  cut: ({ writer, seq, cid }: Fields) => isBytes(writer, 32) && isWhole(seq) && isBlockCid(cid),
} as const

function isMap(value: unknown): value is Fields {
  if (typeof value !== 'object' || value === null) return false
  return !Array.isArray(value) && !(value instanceof Uint8Array) && CID.asCID(value) === null
}

function isBytes(value: unknown, length: number): value is Uint8Array {
  return value instanceof Uint8Array && value.length === length
}

/** 16 bytes that are neither the root nor the trash: those two have no registers. */
function isEntryId(value: unknown): value is Uint8Array {
  if (!isBytes(value, 16)) return false
  const first = value[0]
  return (first !== 0 && first !== 0xff) || value.some((byte) => byte !== first)
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function isTime(value: unknown): boolean {
  return value === undefined || (typeof value === 'number' && Number.isFinite(value))
}

function isText(value: unknown, max: number): value is string {
  return typeof value === 'string' && value.length <= max
}

function isKind(value: unknown): boolean {
  return value === undefined || KINDS.includes(value as Kind)
}

function areVersions(value: unknown, index: number): value is VersionRef[] {
  if (!Array.isArray(value) || value.length > MAX_VERSIONS) return false
  return value.every((one: unknown) => {
    if (!Array.isArray(one) || one.length !== 2 || !isWhole(one[1])) return false
    return one[0] === null ? one[1] < index : isBlockCid(one[0])
  })
}

/** @throws {SpaceError} `newer-version`, so that what a later Space saves is not called broken */
function isContent(value: unknown): value is Content {
  const fault = contentShape.fault(value)
  if (fault?.newer === true) check('content', contentShape, value)
  return fault === undefined
}

function refuse(what: string): never {
  throw new SpaceError('bad-input', `A batch of changes is not valid: ${what}.`)
}
