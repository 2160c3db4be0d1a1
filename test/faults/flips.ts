import { hash } from 'node:crypto'
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { isSpaceError } from '@space/sdk'
import { openOurs } from '../bench/open-ours.ts'
import { type Draw, drawFrom } from './draw.ts'
import { counts } from './kill.ts'
import { hashOf } from './observe.ts'
import type { Outcome } from './outcome.ts'

/** A flip that has no answer after this long counts as a fault. */
const PATIENCE_MS = 60_000

type Answer = 'right bytes' | `${string} at opening` | `${string} at reading`

/**
 * Flips one bit of the store or the index of a small space, opens it and reads everything: each file
 * must give its right bytes or a clear error, none may give other bytes or vanish in silence.
 */
export async function flipBits(work: string, flips: number, seed: string): Promise<Outcome> {
  const draw = drawFrom(`flips ${seed}`)
  const closed = join(work, 'flips-closed')
  const inUse = join(work, 'flips-in-use')
  const home = join(work, 'flips')
  const files = await makeHomes(closed, inUse, draw)
  const targets = [closed, inUse].flatMap((whole) =>
    readdirSync(whole, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(?:car|db|db-wal)$/.test(name) && statSync(join(whole, name)).size > 0)
      .map((name) => ({ whole, name })),
  )
  if (targets.length === 0) throw new Error('there is no store to flip bits in')
  const faults: string[] = []
  const answers = new Map<string, number>()
  for (let i = 0; i < flips; i++) {
    const { whole, name } = draw.one(targets) ?? { whole: closed, name: '' }
    rmSync(home, { recursive: true, force: true })
    cpSync(whole, home, { recursive: true })
    const bytes = readFileSync(join(home, name))
    const at = place(bytes, draw)
    const bit = draw.below(8)
    bytes[at] = (bytes[at] ?? 0) ^ (1 << bit)
    writeFileSync(join(home, name), bytes)
    try {
      const answer = await patiently(readAll(home, files))
      const kind = name.endsWith('.car') ? 'store' : 'index'
      answers.set(`${kind}: ${answer}`, (answers.get(`${kind}: ${answer}`) ?? 0) + 1)
    } catch (error) {
      const words = error instanceof Error ? String(error.stack) : String(error)
      faults.push(`bit ${bit} of byte ${at} of ${name}: ${words}`)
    }
  }
  return {
    name: 'bit flips',
    did: `${flips} flips over ${targets.length} files of the store and the index`,
    faults,
    notes: [counts(answers)],
  }
}

/** Mostly where something is written: an index has many free bytes, and all of them are zero. */
function place(bytes: Uint8Array, draw: Draw): number {
  let at = draw.below(bytes.length)
  for (let tries = 0; bytes[at] === 0 && tries < 4; tries++) at = draw.below(bytes.length)
  return at
}

/** One space as it was closed, and the same as a killed process leaves it: its start has to recover. */
async function makeHomes(
  closed: string,
  inUse: string,
  draw: Draw,
): Promise<ReadonlyMap<string, string>> {
  mkdirSync(closed, { recursive: true })
  const files = new Map<string, string>()
  await using space = await openOurs(closed)
  const sizes = [0, 1, 700_000, ...Array.from({ length: 12 }, () => draw.below(40_000))]
  for (const [i, size] of sizes.entries()) {
    const path = `/folder ${i % 3}/file ${i}`
    const bytes = draw.bytes(size)
    files.set(path, hash('sha256', bytes, 'hex'))
    await space.drive.write(path, [bytes])
  }
  await space.drive.write('/gone', [draw.bytes(500)])
  await space.drive.remove(['/gone'])
  cpSync(closed, inUse, { recursive: true })
  return files
}

/** @throws {Error} when anything wrong was served */
async function readAll(home: string, files: ReadonlyMap<string, string>): Promise<Answer> {
  let space
  try {
    space = await openOurs(home)
  } catch (error) {
    if (isSpaceError(error)) return `${error.code} at opening`
    throw error
  }
  await using open = space
  let answer: Answer = 'right bytes'
  for (const [path, sha] of files) {
    try {
      const folder = path.slice(0, path.lastIndexOf('/'))
      const names = await open.drive.list(folder)
      if (!names.some((entry) => entry.path === path)) throw new Error(`${path} vanished`)
      const seen = await hashOf(open.drive.read(path))
      if (seen !== sha) throw new Error(`${path} served other bytes`)
    } catch (error) {
      if (!isSpaceError(error)) throw error
      answer = `${error.code} at reading`
    }
  }
  return answer
}

async function patiently<T>(work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<T>()
  const timer = setTimeout(() => reject(new Error('no answer')), PATIENCE_MS)
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
  }
}
