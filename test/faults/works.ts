import { hash } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ERROR_CODES, type ErrorCode, SpaceError } from '@space/sdk'
import type { Drive } from '../../core/src/drive/drive.ts'
import type { Draw } from './draw.ts'
import type { Op, State } from './model.ts'
import { hashOf } from './observe.ts'

/** A change that was chosen, and how to make it. */
export interface Work {
  readonly op: Op
  run(drive: Drive): Promise<void>
}

/** More files than this are not kept, so that reading all of them stays quick. */
const MOST_FILES = 60

/**
 * Chooses the next change: adds, new versions, moves, removals, restores, sweeps.
 *
 * @param name unique in the life of this drive; every new path is made from it
 * @param scratch folder outside the space for files to import
 */
export function chooseWork(state: State, draw: Draw, name: string, scratch: string): Work {
  const paths = [...state.files.keys()]
  if (paths.length > MOST_FILES) return forever(draw.one(paths) ?? '/')
  const path = draw.one(paths)
  const dice = draw.below(100)
  if (path === undefined || dice < 30) return write(`/f-${name}`, body(draw))
  if (dice < 42) return importFolder(name, draw, scratch)
  if (dice < 52) return write(path, body(draw))
  if (dice < 64) return move(path, `/m-${name}`)
  if (dice < 72) return remove(path)
  const trashed = draw.one([...state.trash.keys()].filter((from) => !state.files.has(from)))
  if (dice < 78 && trashed !== undefined) return untrash(trashed)
  const changed = draw.one(paths.filter((each) => new Set(state.files.get(each)).size > 1))
  if (dice < 84 && changed !== undefined) return back(changed, state)
  if (dice < 91) return forever(path)
  if (dice < 93)
    return { op: { kind: 'empty' }, run: async (drive) => void (await drive.emptyTrash()) }
  return { op: { kind: 'sweep' }, run: async (drive) => void (await drive.sweep()) }
}

/** Mostly small, sometimes empty, sometimes of several chunks. */
function body(draw: Draw): Buffer {
  const dice = draw.below(100)
  if (dice < 3) return Buffer.alloc(0)
  if (dice < 60) return draw.bytes(1 + draw.below(8000))
  if (dice < 92) return draw.bytes(1 + draw.below(300_000))
  return draw.bytes(600_000 + draw.below(2_400_000))
}

function write(path: string, bytes: Buffer): Work {
  return {
    op: { kind: 'write', path, sha: hash('sha256', bytes, 'hex') },
    run: async (drive) => void (await drive.write(path, [bytes])),
  }
}

function importFolder(name: string, draw: Draw, scratch: string): Work {
  const folder = join(scratch, `in-${name}`)
  mkdirSync(folder, { recursive: true })
  const files = Array.from({ length: 2 + draw.below(12) }, (_, i) => {
    const bytes = body(draw)
    writeFileSync(join(folder, `${i}`), bytes)
    return { path: `/t-${name}/in-${name}/${i}`, sha: hash('sha256', bytes, 'hex') }
  })
  return {
    op: { kind: 'import', to: `/t-${name}`, files },
    async run(drive) {
      const report = await drive.import([folder], `/t-${name}`, { recursive: true })
      const [problem] = report.problems
      if (problem !== undefined) throw new SpaceError(codeOf(problem.code), problem.message)
      rmSync(folder, { recursive: true })
    },
  }
}

function codeOf(text: string): ErrorCode {
  return ERROR_CODES.find((code) => code === text) ?? 'internal'
}

function move(from: string, to: string): Work {
  return {
    op: { kind: 'move', from, to },
    run: async (drive) => void (await drive.move([from], to)),
  }
}

function remove(path: string): Work {
  return { op: { kind: 'remove', path }, run: (drive) => drive.remove([path]) }
}

function forever(path: string): Work {
  return { op: { kind: 'forever', path }, run: (drive) => drive.remove([path], { forever: true }) }
}

function untrash(path: string): Work {
  return {
    op: { kind: 'untrash', path },
    run: async (drive) => void (await drive.restoreTrashed(path)),
  }
}

/** To the oldest of its versions. */
function back(path: string, state: State): Work {
  const sha = state.files.get(path)?.[0] ?? ''
  return {
    op: { kind: 'back', path, sha },
    async run(drive) {
      for (const version of await drive.versions(path)) {
        if ((await hashOf(drive.read(path, { version: version.id }))) !== sha) continue
        await drive.restore(path, { version: version.id })
        return
      }
      throw new Error(`${path} has no version with the hash ${sha}`)
    },
  }
}
