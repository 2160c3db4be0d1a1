/** Looking after what is stored: checking every block. */
import type { SegmentStore } from '../blocks/segments.ts'
import { isSpaceError } from '@space/sdk'
import { ROOT_ROW, TRASH_ROW } from './tree/columns.ts'
import type { Content } from './content/content.ts'
import { isDamage, type PieceDamage } from './content/read.ts'
import type { Problem, Running, VerifyReport } from './drive.ts'
import { kindOf, pathOf } from './entry-of.ts'
import type { DriveParts } from './parts.ts'
import { currentVersions, type Registers } from './tree/registers.ts'

/** The codec of content, which is in no log. */
const RAW = 0x55
/** Files that are looked at before others have their turn. */
const BREATH_FILES = 500
/** Stretches of a file that are told one by one. */
const TOLD_RANGES = 3

interface Held {
  readonly row: number
  readonly content: Content
  readonly isCurrent: boolean
}

/** Opens and hashes every piece of every version below `path`, and every batch. */
export async function verify(
  parts: DriveParts,
  { signal, onProgress, path = '/' }: Running & { path?: string } = {},
): Promise<VerifyReport> {
  const top = parts.tree.paths.resolve(path)
  const problems: Problem[] = []
  const known = new Set<string>()
  const done = { files: 0, bytes: 0 }
  for (const row of filesBelow(parts, top)) {
    const held = versionsIn(parts, row)
    if (held === undefined) problems.push(unknownFile(parts, row))
    for (const { content, isCurrent } of held ?? []) {
      signal?.throwIfAborted()
      const { damages } = await parts.contents.verify(content, { signal, known })
      if (isCurrent && damages.length > 0) parts.tree.distrust(row)
      if (damages.length > 0) {
        const place = placeOf(parts, row, isCurrent ? [] : ['an older version'])
        problems.push(problemOf(parts, place, content.size, damages))
      }
      done.bytes += content.size
    }
    done.files++
    onProgress?.({ doneBytes: done.bytes, doneFiles: done.files, path: pathOf(parts, row) })
  }
  if (top === ROOT_ROW)
    for (const n of parts.rows.batchNumbers()) {
      signal?.throwIfAborted()
      try {
        parts.blocks.get(parts.tree.batchCid(n))
      } catch (error) {
        if (!isSpaceError(error)) throw error
        problems.push({ path: `change ${n} of the log`, code: error.code, message: error.message })
      }
    }
  return { files: done.files, blocks: known.size, bytes: done.bytes, problems }
}

/**
 * How many files, and changes of the log, `verify` would name for blocks that are known to be damaged
 * or that are not here. No content is read.
 */
export async function knownDamage(parts: DriveParts): Promise<{ files: number; changes: number }> {
  const { blocks, contents, rows } = parts
  const isHere = (digest: Uint8Array): boolean => blocks.find(digest) !== undefined
  let files = 0
  let looked = 0
  for (const row of filesBelow(parts, ROOT_ROW)) {
    const held = versionsIn(parts, row)
    const isGood = held?.every(({ content }) => allOf(contents.digestsOf(content), isHere))
    if (isGood !== true) files++
    if (++looked % BREATH_FILES === 0) await breath()
  }
  const changes = rows.batchNumbers().filter((n) => {
    const batch = rows.batch(n)
    return batch === undefined || !isHere(batch.digest)
  })
  return { files, changes: changes.length }
}

/**
 * Where the store cannot be read and a change of a log, that nobody else names, may have been. What is
 * named by `verify` of a drive is not in it.
 */
export function unreadable(blocks: SegmentStore, drives: readonly DriveParts[]): Problem[] {
  const stretches = blocks.stretches().map(({ segment, offset, length }) => ({
    path: `segment ${segment}`,
    code: 'corrupt-block',
    message: `bytes ${offset} to ${offset + length - 1} cannot be read; changes or content may have been there`,
  }))
  const unknown = brokenLog(blocks).filter(
    ({ cid }) => !drives.some(({ rows }) => rows.batchNumber(cid.multihash.digest) !== undefined),
  )
  const changes = unknown.map(({ segment, offset }) => ({
    path: `segment ${segment}`,
    code: 'corrupt-block',
    message: `a change at byte ${offset} cannot be read`,
  }))
  return [...stretches, ...changes]
}

/** Blocks that may be changes of a log and cannot be read. */
export function brokenLog(blocks: SegmentStore) {
  return blocks.damaged().filter(({ cid }) => cid.code !== RAW)
}

/** With the root, those in the trash as well. */
function filesBelow(parts: DriveParts, top: number): number[] {
  const { columns } = parts.tree
  const rows = [top, ...columns.below(top)]
  if (top === ROOT_ROW) rows.push(...columns.below(TRASH_ROW))
  return rows.filter((row) => kindOf(parts, row) === 'file')
}

/** `undefined` when a damaged batch hides what is known of the file. */
function versionsIn(parts: DriveParts, row: number): Held[] | undefined {
  const registers = tryRegisters(parts, row)
  if (registers === undefined) return undefined
  const current = currentVersions(registers)[0]
  return registers.versions.flatMap((version) => {
    const { content } = version
    return content === null ? [] : [{ row, content, isCurrent: version === current }]
  })
}

function tryRegisters(parts: DriveParts, row: number): Registers | undefined {
  try {
    return parts.tree.registersOf(row)
  } catch (error) {
    if (!isSpaceError(error)) throw error
    return undefined
  }
}

function unknownFile(parts: DriveParts, row: number): Problem {
  const message = 'what the log says of it cannot be read'
  return { ...placeOf(parts, row), code: 'corrupt-block', message }
}

type Where = Pick<Problem, 'path' | 'which'>

function placeOf(parts: DriveParts, row: number, labels: readonly string[] = []): Where {
  const isTrash = parts.tree.columns.isWithin(row, TRASH_ROW)
  const which = [...(isTrash ? ['in the trash'] : []), ...labels].join(', ')
  return { path: pathOf(parts, row), ...(which !== '' && { which }) }
}

/** All that is wrong with one version, in one line. */
function problemOf(
  parts: DriveParts,
  where: Where,
  size: number,
  damages: readonly PieceDamage[],
): Problem {
  const broken = new Set(parts.blocks.damaged().map(({ cid }) => String(cid)))
  const isMissing = damages.every(
    ({ error, cids }) =>
      error.code === 'missing-block' && !cids.some((cid) => broken.has(String(cid))),
  )
  const ranges: { from: number; to: number }[] = []
  for (const { offset, size: bytes } of damages.toSorted((a, b) => a.offset - b.offset)) {
    const last = ranges.at(-1)
    const to = Math.min(offset + bytes, size)
    if (last !== undefined && offset <= last.to) last.to = Math.max(last.to, to)
    else ranges.push({ from: offset, to })
  }
  const told = ranges.slice(0, TOLD_RANGES).map(({ from, to }) => `${from} to ${to - 1}`)
  const more = ranges.length > TOLD_RANGES ? ` and ${ranges.length - TOLD_RANGES} more places` : ''
  return {
    ...where,
    code: isMissing ? 'missing-block' : 'corrupt-block',
    message: `${isMissing ? 'missing' : 'damaged'}: bytes ${told.join(', ')}${more} of ${size}`,
  }
}

function allOf(digests: Iterable<Uint8Array>, isGood: (digest: Uint8Array) => boolean): boolean {
  try {
    for (const digest of digests) if (!isGood(digest)) return false
    return true
  } catch (error) {
    if (isDamage(error)) return false
    throw error
  }
}

function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
