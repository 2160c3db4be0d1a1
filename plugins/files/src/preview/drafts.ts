/** What was typed and not saved, kept in the app's own folder: nothing is lost with a window. */
import { isSpaceError, type Space } from '@space/sdk'

export interface Draft {
  readonly text: string
  /** The version of the file that it was written over. */
  readonly version: string | null
  /** ms since 1970. */
  readonly at: number
}

export interface Drafts {
  find(entry: string): Promise<Draft | undefined>
  /** @throws {SpaceError} `quota`, `disk-full`, `offline` */
  keep(entry: string, draft: Draft): Promise<void>
  drop(entry: string): Promise<void>
}

const FILE = 'drafts.json'
const TRIES = 5

export function openDrafts(space: Space): Drafts {
  // One after the other; another window of the app is met by its version.
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work, work)
    last = mine
    return mine
  }
  const read = async () => {
    const folder = await space.data.directory()
    const file = await folder.getFileHandle(FILE, { create: true })
    const { version } = await file.stat()
    const text = await (await file.getFile(version === null ? {} : { version })).text()
    return { file, version, drafts: draftsOf(text) }
  }
  const change = async (act: (drafts: Map<string, Draft>) => boolean): Promise<void> => {
    for (let tries = 1; ; tries += 1) {
      const { file, version, drafts } = await read()
      if (!act(drafts)) return
      try {
        const writable = await file.createWritable(version === null ? {} : { ifVersion: version })
        await writable.write(JSON.stringify(Object.fromEntries(drafts)))
        return await writable.close()
      } catch (error) {
        if (!isSpaceError(error, 'conflict') || tries === TRIES) throw error
      }
    }
  }
  return {
    find: (entry) =>
      inTurn(async () => {
        // Looking at a text makes no folder.
        const { usedBytes } = await space.data.usage()
        return usedBytes === 0 ? undefined : (await read()).drafts.get(entry)
      }),
    keep: (entry, draft) =>
      inTurn(() =>
        change((drafts) => {
          drafts.set(entry, draft)
          return true
        }),
      ),
    drop: (entry) => inTurn(() => change((drafts) => drafts.delete(entry))),
  }
}

/** Nothing of what is no draft: another program may have written there. */
function draftsOf(text: string): Map<string, Draft> {
  let said: unknown
  try {
    said = JSON.parse(text)
  } catch {
    return new Map()
  }
  if (typeof said !== 'object' || said === null) return new Map()
  const isDraft = (one: unknown): one is Draft => {
    const { text, version, at } = (one ?? {}) as Partial<Record<keyof Draft, unknown>>
    const isVersion = version === null || typeof version === 'string'
    return typeof text === 'string' && isVersion && typeof at === 'number'
  }
  return new Map(
    Object.entries(said).filter((entry): entry is [string, Draft] => isDraft(entry[1])),
  )
}
