/** Files open outside for tests: a real drive, real folders, and programs that only note what they get. */
import fs from 'node:fs'
import { join } from 'node:path'
import { newFolder, newPlace, type Opened, type Place } from '../drive/drive.samples.ts'
import type { Kept } from '../grants/ports.ts'
import { openCopies } from './copies.ts'
import type { Pace } from './copy.ts'
import { openOutside, type CopyState, type Outside } from './outside.ts'
import type { Copies, Programs } from './ports.ts'

/** As the real one, for people who are quick. */
export const QUICK: Pace = { settleMs: 60, restlessMs: 600, lookMs: 120, retryMs: 120 }

export const CLOCK = {
  now: () => Date.now(),
  after(ms: number, act: () => void): Disposable {
    const timer = setTimeout(act, ms)
    return { [Symbol.dispose]: () => clearTimeout(timer) }
  },
}

export interface Stand extends AsyncDisposable {
  readonly drive: Opened
  readonly outside: Outside
  /** Paths that programs were given. */
  readonly given: string[]
  /** Where copies on the disk lie. */
  readonly disk: string
  readonly place: Place
  readonly kept: Kept
  /** Puts a file into the drive and opens it; gives the path of the copy. */
  openFile(path: string, content: string, how?: { canChange?: boolean }): Promise<string>
  idOf(path: string): Promise<string>
  read(path: string): Promise<string>
  /** Resolves with the states of the copies as soon as `is` holds for them. */
  until(is: (states: CopyState[]) => boolean): Promise<CopyState[]>
}

export interface StandOptions {
  readonly place?: Place
  readonly kept?: Kept
  readonly base?: string
  readonly memory?: readonly string[]
  readonly pace?: Pace
  readonly programs?: Partial<Programs>
  /** Of the copies, as the test wants them. */
  readonly copies?: (real: Copies) => Copies
}

export function keptInMemory(): Kept {
  let value: unknown
  return { get: () => structuredClone(value), set: (next) => (value = structuredClone(next)) }
}

export async function openStand({
  place = newPlace(),
  kept = keptInMemory(),
  base = newFolder(),
  memory = [],
  pace = QUICK,
  programs = {},
  copies = (real) => real,
}: StandOptions = {}): Promise<Stand> {
  const drive = await place.open()
  const given: string[] = []
  const disk = join(base, 'outside')
  const uid = process.getuid?.()
  let ids = 0
  const outside = openOutside({
    entries: drive.byEntry,
    kept,
    clock: CLOCK,
    pace,
    newId: () => `${Date.now().toString(16)}-${++ids}`,
    copies: copies(openCopies({ disk, memory, name: `space-outside-${process.pid}`, uid })),
    programs: {
      problem: () => undefined,
      open: async (path) => void given.push(path),
      ...programs,
    },
  })
  outside.begin(() => undefined)
  const idOf = async (path: string): Promise<string> => (await drive.drive.stat(path)).id
  return {
    drive,
    outside,
    given,
    disk,
    place,
    kept,
    idOf,
    async openFile(path, content, { canChange = true } = {}) {
      await drive.drive.write(path, [new TextEncoder().encode(content)])
      await outside.open({ app: 'files', entry: await idOf(path), canChange })
      return given.at(-1) ?? ''
    },
    async read(path) {
      return String(Buffer.concat(await Array.fromAsync(drive.drive.read(path))))
    },
    async until(is) {
      const stop = new AbortController()
      for await (const states of outside.watch(stop.signal)) {
        if (!is(states)) continue
        stop.abort()
        return states
      }
      throw new Error('it never was')
    },
    async [Symbol.asyncDispose]() {
      await outside[Symbol.asyncDispose]()
      await drive[Symbol.asyncDispose]()
    },
  }
}

/** As most editors do: a new file takes the place of the old one. */
export function saveByRename(path: string, content: string): void {
  const draft = `${path}~new.tmp`
  fs.writeFileSync(draft, content, { mode: 0o644 })
  fs.renameSync(draft, path)
}
