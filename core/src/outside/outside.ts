/**
 * Files that are open in programs of this computer, as unlocked copies.
 *
 * What is known of each copy is durable before its first byte lies there, and forgotten after its last
 * one is gone: so whatever ends this process, the next one brings back what was saved and removes it.
 */
import { join } from 'node:path'
import { SpaceError } from '@space/sdk'
import type { Clock, Kept } from '../grants/ports.ts'
import { openSignal } from '../grants/signal.ts'
import { bringNew, counted } from './bring-back.ts'
import { followCopy, PACE, type CopyState, type OpenCopy, type Pace } from './copy.ts'
import { HEAD_BYTES, isOfPerson, isProgram, outsideName } from './names.ts'
import type { Copies, CopyPlace, OutsideEntries, Programs } from './ports.ts'
import { openRecords, type CopyRecord } from './records.ts'

export type { CopyState } from './copy.ts'

/** Copies that may lie there at once. */
export const MOST_COPIES = 32

export interface OutsidePowers {
  readonly entries: OutsideEntries
  readonly kept: Kept
  readonly clock: Clock
  readonly copies: Copies
  readonly programs: Programs
  readonly newId: () => string
  readonly pace?: Pace
}

/** A file, and who wants it to be opened. */
export interface OutsideAsk {
  /** Label of the app. */
  readonly app: string
  readonly entry: string
  /** Whether what is saved outside comes back; else the copy is one to read. */
  readonly canChange: boolean
}

/** The same bytes, seen as they pass. */
export type Count = (source: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>

/** Something came back as a change of this app. */
export type Note = (app: string, entry: string, name: string) => void

export interface Outside extends AsyncDisposable {
  /** Begin with what an earlier process left; {@link Outside.open} waits for it. */
  begin(note: Note): void
  /**
   * What opening it would do; nothing is done.
   *
   * @throws {SpaceError} `not-found` for what is gone, and where this computer opens nothing;
   *   `bad-input` for programs; `is-folder`, `disk-full`
   */
  look(ask: OutsideAsk): Promise<{ place: CopyPlace; isOpen: boolean }>
  /**
   * Put a copy down, or take the one that is there, and open it.
   *
   * @param count sees the bytes pass, and may break them off
   * @throws {SpaceError} as {@link Outside.look}, `busy` at {@link MOST_COPIES}, `io`
   */
  open(ask: OutsideAsk, count?: Count): Promise<void>
  /** The newest first. */
  list(): CopyState[]
  watch(signal: AbortSignal): AsyncIterable<CopyState[]>
  /** Brings back what was saved and removes the copy. @throws what keeps it from coming back */
  done(id: string): Promise<void>
}

export function openOutside(powers: OutsidePowers): Outside {
  const { entries, kept, clock, copies, programs, newId, pace = PACE } = powers
  const records = openRecords(kept)
  const changes = openSignal()
  const all = new Map<string, OpenCopy>()
  /** By what {@link findOpen} looks for. */
  const opening = new Map<string, Promise<void>>()
  let coming = 0
  const closing = new AbortController()
  let note: Note = () => undefined

  const follow = (record: CopyRecord): OpenCopy => {
    const copy = followCopy(
      {
        entries,
        copies,
        clock,
        records,
        pace,
        note: (...what) => note(...what),
        changed: () => changes.fire(),
      },
      record,
    )
    all.set(record.id, copy)
    changes.fire()
    return copy
  }
  const finish = async (id: string, copy: OpenCopy): Promise<void> => {
    await copy.finish()
    all.delete(id)
    changes.fire()
  }
  const findOpen = ({ entry, canChange }: OutsideAsk): OpenCopy | undefined =>
    [...all.values()].find((copy) => {
      const state = copy.state()
      return state.entry === entry && state.canChange === canChange
    })
  /** @throws as {@link Outside.look} */
  const demand = async ({ entry }: OutsideAsk): Promise<{ name: string; size: number }> => {
    const problem = programs.problem()
    if (problem !== undefined) {
      throw new SpaceError('not-found', 'This computer opens no files for Space', {
        why: problem,
        try: 'save the file outside of Space and open it there',
      })
    }
    entries.entry(entry)
    const { name, size, version } = entries.readable(entry)
    const head = await firstBytes(entries.read(entry, { version, start: 0, end: HEAD_BYTES }))
    if (isProgram(outsideName(name), head)) throw aProgram(name)
    return { name, size }
  }

  let recovered: Promise<void> = Promise.resolve()
  async function recover(): Promise<void> {
    for (const record of records.list()) {
      const copy = follow(record)
      // one that cannot come back stays among those that are open, with the reason
      await finish(record.id, copy).catch(() => undefined)
    }
    const mine = new Set(records.list().map(({ dir }) => dir))
    for (const { dir } of await copies.found()) {
      if (!mine.has(dir)) await adopt(dir).catch(() => undefined)
    }
  }
  /** Nobody knows of it any more: the settings were lost, and what was saved there must not be. */
  async function adopt(dir: string): Promise<void> {
    const back = { entries, copies, now: () => clock.now(), note }
    for (const name of (await copies.beside(dir)).filter(isOfPerson)) {
      if ((await copies.look(dir, name)).kind === 'file')
        await bringNew(back, { dir, app: '', entry: entries.root }, name)
    }
    await copies.remove(dir)
  }

  return {
    begin(next) {
      note = next
      recovered = recover().catch(() => undefined)
    },
    async look(ask) {
      const { size } = await demand(ask)
      const there = findOpen(ask)
      return {
        place: there?.state().place ?? copies.placeFor(size),
        isOpen: there !== undefined,
      }
    },
    async open(ask, count = (source) => source) {
      await recovered
      const { name, size } = await demand(ask)
      const key = `${ask.entry} ${ask.canChange}`
      // two windows that ask at once get one copy
      const before = opening.get(key)?.catch(() => undefined)
      const turn = Promise.resolve(before).then(() => openOne(ask, name, size, count))
      opening.set(key, turn)
      try {
        await turn
      } finally {
        if (opening.get(key) === turn) opening.delete(key)
      }
    },
    list: states,
    watch(signal) {
      const following = changes.follow(signal)
      return (async function* () {
        yield states()
        for await (const _ of following) yield states()
      })()
    },
    async done(id) {
      const copy = all.get(id)
      if (copy !== undefined) await finish(id, copy)
    },
    async [Symbol.asyncDispose]() {
      closing.abort()
      await recovered
      await Promise.allSettled(opening.values())
      await Promise.all(
        [...all].map(async ([id, copy]) => {
          // what cannot come back now stays, and the next start tries again
          await finish(id, copy).catch(() => undefined)
          copy.stop()
        }),
      )
    },
  }

  function states(): CopyState[] {
    return [...all.values()].map((copy) => copy.state()).toSorted((a, b) => b.since - a.since)
  }

  async function openOne(ask: OutsideAsk, name: string, size: number, count: Count): Promise<void> {
    await findOpen(ask)?.refresh()
    // what was saved outside may have become another file, and this one is not open then
    const open = findOpen(ask)
    if (open !== undefined) return programs.open(pathOf(open.state()))
    if (all.size + coming >= MOST_COPIES) throw tooMany()
    coming += 1
    try {
      const record = await putDown(ask, name, size, count)
      const copy = follow(record)
      try {
        closing.signal.throwIfAborted()
        await programs.open(pathOf(record))
      } catch (error) {
        await finish(record.id, copy)
        throw error
      }
    } finally {
      coming -= 1
    }
  }

  /** In memory, or on the disk where memory turned out to be full. */
  async function putDown(
    { app, entry, canChange }: OutsideAsk,
    inside: string,
    size: number,
    count: Count,
  ): Promise<CopyRecord> {
    const { version } = entries.readable(entry)
    const name = outsideName(inside)
    const put = async (place: CopyPlace): Promise<CopyRecord> => {
      const id = newId()
      const folder = copies.folderFor(id, place)
      const record: CopyRecord = {
        id,
        app,
        entry,
        canChange,
        name,
        version,
        ...folder,
        since: clock.now(),
        digest: '',
        savedAt: null,
        keptAs: null,
      }
      records.put(record)
      try {
        const bytes = counted(count(entries.read(entry, { version, signal: closing.signal })))
        await copies.put(folder, name, bytes.bytes, { canChange })
        const whole = { ...record, digest: bytes.digest() }
        records.put(whole)
        return whole
      } catch (error) {
        await copies.remove(folder.dir)
        records.remove(id)
        throw error
      }
    }
    const place = copies.placeFor(size)
    try {
      return await put(place)
    } catch (error) {
      if (place === 'disk' || !isFull(error)) throw error
      return put('disk')
    }
  }
}

function isFull(error: unknown): boolean {
  return error instanceof SpaceError && error.code === 'disk-full'
}

function pathOf({ dir, name }: { dir: string; name: string }): string {
  return join(dir, name)
}

async function firstBytes(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  return Buffer.concat(await Array.fromAsync(source))
}

function aProgram(name: string): SpaceError {
  return new SpaceError('bad-input', `${name} is a program or a link, and would be started`, {
    why: 'Space opens files in programs, and starts none for an app',
    try: 'save it outside of Space, if you know where it comes from',
  })
}

function tooMany(): SpaceError {
  return new SpaceError('busy', `${MOST_COPIES} files are open in other programs already`, {
    try: 'end some of them with Done',
  })
}
