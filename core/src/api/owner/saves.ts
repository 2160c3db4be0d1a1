/** Saving a file or folder of an app outside of Space: the one way by which bytes leave in clear. */
import { SpaceError } from '@space/sdk'
import type { Saving } from '@space/sdk/host'
import type { Running } from '@space/sdk/wire'
import type { Entry, Usage } from '../../drive/drive.ts'
import { type Access, eitherOf } from '../../grants/guard.ts'
import { list, text } from '../params.ts'
import type { Powers } from '../powers.ts'
import type { Content } from '../urls.ts'
import { zipOf } from '../zip.ts'
import { handOf, withAllHeld } from './hand.ts'
import { entryRow } from './rows.ts'

/** What the root is called as a file of the person's computer. */
const ROOT_NAME = 'My files'
/** How long the person may look at the question. */
const ASKED_MS = 10 * 60_000
/** Questions that are open at once; there is one window that asks, and one that was closed. */
const MOST_ASKED = 16

type Sums = Pick<Usage, 'files' | 'folders' | 'bytes'>

/** What the person is shown: an app may rename and fill it while they look. */
interface Asked {
  readonly app: string
  readonly handles: unknown
  readonly until: number
  readonly chosen: readonly [Entry, ...Entry[]]
  /** By id, of each that was chosen. */
  readonly held: ReadonlyMap<string, Sums>
  readonly sums: Sums
  readonly fileName: string
}

/** @param alive the window that asks */
export function ownerSaves(powers: Powers, alive: AbortSignal) {
  const { entries, grants, downloads, clock } = powers
  const asked = new Map<string, Asked>()

  return {
    async look(params: unknown, { signal }: Running): Promise<Saving> {
      const [given, handles] = list(params)
      const app = text(given, 64)
      return withAllHeld(powers, app, handles, { need: 'read', signal }, (chosen) => {
        const held = new Map(chosen.map(({ id }) => [id, entries.usage(id)]))
        const sums = { files: 0, folders: 0, bytes: 0 }
        for (const { files, folders, bytes } of held.values()) {
          sums.files += files
          sums.folders += folders
          sums.bytes += bytes
        }
        const id = powers.newId()
        const until = clock.now() + ASKED_MS
        asked.set(id, { app, handles, until, chosen, held, sums, fileName: fileNameOf(chosen) })
        for (const oldest of asked.keys()) {
          if (asked.size <= MOST_ASKED) break
          asked.delete(oldest)
        }
        return { id, entry: entryRow(chosen[0]), items: chosen.length, ...sums }
      })
    },

    async begin(params: unknown, { signal }: Running): Promise<{ path: string }> {
      const id = text(list(params)[0], 64)
      const question = asked.get(id)
      asked.delete(id)
      if (question === undefined || question.until <= clock.now()) throw late()
      const { app, handles, chosen } = question
      return withAllHeld(powers, app, handles, { need: 'read', signal }, async (_, access) => {
        const { grant } = access
        const { guard } = handOf(powers, app)
        const isFile = chosen.length === 1 && chosen[0].kind === 'file'
        const content = isFile ? fileOf(chosen[0]) : await packOf(question, access)
        // who may only add reads what it added
        const need = grant.actions === 'add' ? 'add' : 'read'
        const either = eitherOf(grants.signal(grant.id, need), alive)
        const ask = {
          grant: grant.id,
          need: 'read',
          entries: chosen.map((one) => one.id),
          action: 'read',
          whole: !isFile,
        } as const
        const open = (): Promise<Content> => guard.run(ask, either.signal, () => content)
        const end = (): void => {
          either.forget()
          content.close?.()
        }
        return { path: downloads.mint({ alive: either.signal, open, end }) }
      })
    },
  }

  function fileNameOf(chosen: Asked['chosen']): string {
    const [{ id, kind, name }] = chosen
    if (chosen.length === 1 && kind === 'file') return name
    // several are called as the folder that they are in
    const of = chosen.length === 1 ? id : (entries.parentOf(id) ?? '')
    return `${entries.nameOf(of) || ROOT_NAME}.zip`
  }

  /** The version that was shown to its end, under the name that was shown, whatever is done meanwhile. */
  function fileOf({ id, name, size, version = '' }: Entry): Content {
    return {
      name,
      size,
      version: undefined,
      read: ({ start, end, signal }) => entries.read(id, { start, end, version, signal }),
    }
  }

  /** @throws {SpaceError} `conflict` when more or less than what was shown would be in it */
  async function packOf(question: Asked, access: Access): Promise<Content> {
    const { app, chosen, held, sums, fileName } = question
    const isOne = chosen.length === 1
    const hand = { entries, ...handOf(powers, app) }
    const pack = await zipOf(hand, isOne ? chosen[0].id : chosen, access)
    const folders = chosen.filter(({ kind }) => kind === 'folder')
    const isAsShown =
      folders.every(({ id }) => isSame(held.get(id), entries.usage(id))) &&
      // what comes and goes while it is packed
      pack.inside.files <= sums.files &&
      pack.inside.bytes <= sums.bytes
    if (isAsShown) return { ...pack, name: fileName }
    pack.close?.()
    throw changed(isOne)
  }
}

function isSame(shown: Sums | undefined, now: Sums): boolean {
  return shown?.files === now.files && shown.folders === now.folders && shown.bytes === now.bytes
}

function changed(isOne: boolean): SpaceError {
  const what = isOne ? 'this folder' : 'these folders'
  return new SpaceError('conflict', `What is in ${what} changed while you were asked`, {
    why: 'other files and another size would be saved than the question said',
    try: 'save it again, and look at what the question says now',
  })
}

function late(): SpaceError {
  return new SpaceError('not-found', 'This cannot be saved any more', {
    why: 'the question was left open for long, or was answered already',
    try: 'save it again',
  })
}
