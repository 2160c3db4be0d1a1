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
import type { Drive } from '../../core/src/drive/drive.ts'
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
 * must give its right bytes or a clear error, none may give other bytes or vanish in silence. Then it
 * is swept, and what could be read still can; where only the index was hurt, all of it can without it.
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
      const kind = name.endsWith('.car') ? 'store' : 'index'
      const answer = await patiently(readAndSweep(home, files))
      // SQLite sees a damaged log and goes without its end: nothing that was served may depend on it.
      if (name.endsWith('-wal') && answer !== 'right bytes') throw new Error(answer)
      if (kind === 'index') await patiently(readWithoutIndex(home, files))
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
  {
    await using space = await openOurs(closed)
    await fill(space.drive, files, draw)
  }
  // Whoever loses the log of the index has one that speaks of segments which the sweep removed.
  await using space = await openOurs(closed)
  await space.drive.remove(['/swept'], { forever: true })
  await space.drive.sweep()
  await space.drive.write('/folder 0/last', [draw.bytes(30_000)])
  cpSync(closed, inUse, { recursive: true })
  return files
}

async function fill(drive: Drive, files: Map<string, string>, draw: Draw): Promise<void> {
  const sizes = [0, 1, 700_000, ...Array.from({ length: 12 }, () => draw.below(40_000))]
  for (const [i, size] of sizes.entries()) {
    const path = `/folder ${i % 3}/file ${i}`
    const bytes = draw.bytes(size)
    files.set(path, hash('sha256', bytes, 'hex'))
    await drive.write(path, [bytes])
  }
  await drive.write('/gone', [draw.bytes(500)])
  await drive.remove(['/gone'])
  await drive.write('/swept', [draw.bytes(400_000)])
}

/** @throws {Error} when anything wrong was served, or the sweep lost anything */
async function readAndSweep(home: string, files: ReadonlyMap<string, string>): Promise<Answer> {
  let space
  try {
    space = await openOurs(home)
  } catch (error) {
    if (isSpaceError(error)) return `${error.code} at opening`
    throw error
  }
  await using open = space
  const failed = await readAll(open.drive, files)
  try {
    await open.drive.sweep()
  } catch (error) {
    if (!isSpaceError(error)) throw error
  }
  for (const [path, code] of await readAll(open.drive, files)) {
    if (!failed.has(path)) throw new Error(`${path} is ${code} after a sweep`)
  }
  const [code] = failed.values()
  return code === undefined ? 'right bytes' : `${code} at reading`
}

/** @throws {Error} when anything is not as it was: the segments are whole */
async function readWithoutIndex(home: string, files: ReadonlyMap<string, string>): Promise<void> {
  for (const name of readdirSync(home, { recursive: true, encoding: 'utf8' })) {
    if (/(?:^|\/)index\.db/.test(name)) rmSync(join(home, name))
  }
  await using space = await openOurs(home)
  const [failed] = await readAll(space.drive, files)
  if (failed !== undefined) throw new Error(`${failed.join(' is ')} without the index`)
}

/** The code of what failed, by path. @throws {Error} when other bytes were served, or a file vanished */
async function readAll(
  drive: Drive,
  files: ReadonlyMap<string, string>,
): Promise<Map<string, string>> {
  const failed = new Map<string, string>()
  for (const [path, sha] of files) {
    try {
      const folder = path.slice(0, path.lastIndexOf('/'))
      const names = await drive.list(folder)
      if (!names.some((entry) => entry.path === path)) throw new Error(`${path} vanished`)
      const seen = await hashOf(drive.read(path))
      if (seen !== sha) throw new Error(`${path} served other bytes`)
    } catch (error) {
      if (!isSpaceError(error)) throw error
      failed.set(path, error.code)
    }
  }
  return failed
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
