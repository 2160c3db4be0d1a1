import { type BringItem, type Problem, SpaceError } from '@space/sdk'
import { i18n } from '@space/ui'

/** What lies in dropped folders, found as it is asked for. */
export interface Walked {
  readonly items: AsyncIterable<BringItem> | Iterable<BringItem>
  /** What could not even be looked at. It grows while the items are taken, and all others go on. */
  readonly unreadable: readonly Unreadable[]
}

export interface Unreadable {
  readonly path: readonly string[]
  readonly problem: Problem
}

/** Deeper than this nothing is brought in: a link to a folder around it would never end. */
export const DEEPEST = 64

/** Files that are held ready while those before them are sent. */
const AHEAD = 1000

/**
 * Walk through dropped files and folders, from the first time that one is asked for. However many files
 * there are, only some ahead of what is taken are held, and of each folder on the way down one batch of
 * the browser's (100 names).
 */
export function walkEntries(entries: readonly FileSystemEntry[]): Walked {
  const unreadable: Unreadable[] = []
  const lost = (path: readonly string[], error: unknown): void => {
    unreadable.push({ path, problem: problemOf(error) })
  }

  async function* walk(
    entries: readonly FileSystemEntry[],
    around: readonly string[],
  ): AsyncGenerator<BringItem> {
    const named = entries.map((entry) => ({ entry, path: [...around, entry.name] }))
    // All of a batch at once: each takes the browser a trip to another process.
    const files = await Promise.all(
      named.map(async ({ entry, path }): Promise<BringItem | undefined> => {
        if (!isFile(entry)) return undefined
        try {
          return { path, file: await openFile(entry) }
        } catch (error) {
          lost(path, error)
          return undefined
        }
      }),
    )
    for (const file of files) if (file !== undefined) yield file
    for (const { entry, path } of named) if (isFolder(entry)) yield* walkFolder(entry, path)
  }

  async function* walkFolder(
    folder: FileSystemDirectoryEntry,
    path: readonly string[],
  ): AsyncGenerator<BringItem> {
    if (path.length >= DEEPEST) {
      const why = i18n.t('It lies in more than {most} folders inside each other', { most: DEEPEST })
      lost(path, new SpaceError('too-large', i18n.t('This folder lies too deep'), { why }))
      return
    }
    const reader = folder.createReader()
    let isEmpty = true
    try {
      for (;;) {
        const batch = await readBatch(reader)
        if (batch.length === 0) break
        isEmpty = false
        yield* walk(batch, path)
      }
    } catch (error) {
      lost(path, error)
      return
    }
    if (isEmpty) yield { path }
  }

  return { items: ahead(walk(entries, []), AHEAD), unreadable }
}

/** The same, but found while whoever takes them does something else. */
async function* ahead<Item>(source: AsyncGenerator<Item>, most: number): AsyncGenerator<Item> {
  const ready: Item[] = []
  let isOver = false
  let came = Promise.withResolvers<void>()
  let taken = Promise.withResolvers<void>()
  const run = async (): Promise<void> => {
    for await (const item of source) {
      ready.push(item)
      came.resolve()
      while (ready.length >= most && !isOver) {
        taken = Promise.withResolvers()
        await taken.promise
      }
      if (isOver) return
    }
  }
  const running = run().finally(() => {
    isOver = true
    came.resolve()
  })
  // Whoever took no more does not hear how it ended.
  running.catch(() => undefined)
  try {
    for (;;) {
      const item = ready.shift()
      if (item !== undefined) {
        taken.resolve()
        yield item
      } else if (isOver) {
        return await running
      } else {
        came = Promise.withResolvers()
        await came.promise
      }
    }
  } finally {
    isOver = true
    taken.resolve()
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory
}

function openFile(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject))
}

function readBatch(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  return new Promise((resolve, reject) => reader.readEntries(resolve, reject))
}

function problemOf(error: unknown): Problem {
  if (error instanceof SpaceError) {
    const { code, message, why } = error
    return { code, message, ...(why === undefined ? {} : { why }) }
  }
  const isGone = error instanceof DOMException && error.name === 'NotFoundError'
  return isGone
    ? { code: 'not-found', message: i18n.t('It is no longer there') }
    : { code: 'unreadable', message: i18n.t('This computer does not let it be read') }
}
