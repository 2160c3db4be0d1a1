/**
 * Bringing in what somebody sends, many files in one change: seal all of them → place each by the tree
 * as it is when the change has its turn. Nothing is done over what is there unless that was said.
 */
import { isSpaceError, SpaceError } from '@space/sdk'
import type { Brought, BroughtAll, BringRules, Coming, Sight } from './coming.ts'
import { hexOf } from '../crypto/text.ts'
import { EMPTY_CONTENT, type Content } from './content/content.ts'
import { hasSameBytes, shownVersions } from './copies-shown.ts'
import { NONE } from './tree/columns.ts'
import { entryOf, isFolder, kindOf, rowOfId } from './entry-of.ts'
import { folderId, newId } from './folder-ops.ts'
import type { SavedStep, Step } from './bulk/steps.ts'
import type { Op } from './log/ops.ts'
import type { DriveParts } from './parts.ts'
import { checkName, notFolder, suffixed } from './paths.ts'
import { currentVersions } from './tree/registers.ts'
import { basesOf, versionId } from './version-ids.ts'

/** Names from the folder down to it. */
const DEEPEST = 64

/** Looks where `coming` would go. @throws {SpaceError} `not-found`, `not-folder` for the folder itself */
export function look(
  parts: DriveParts,
  folder: string,
  coming: readonly Coming[],
  rules: BringRules,
): Sight[] {
  const plan = openPlan(parts, folder, rules)
  return coming.map((one) => plan.look(one))
}

/** Seals `files`, one content for each that comes that is a file, and places all in one change. */
export async function bring(
  parts: DriveParts,
  folder: string,
  coming: readonly Coming[],
  files: readonly (AsyncIterable<Uint8Array> | Iterable<Uint8Array>)[],
  rules: BringRules & { draft?: string | undefined; signal?: AbortSignal },
): Promise<BroughtAll> {
  const { signal, draft } = rules
  // before anything is written: the folder may have gone
  openPlan(parts, folder, rules)
  const sealed = await parts.contents.sealStreams(files, { signal, draft })
  try {
    return await parts.lane.change(() => {
      signal?.throwIfAborted()
      const plan = openPlan(parts, folder, rules)
      let next = 0
      const all = coming.map((one): Brought => {
        const content = one.size === null ? null : (sealed.contents[next++] ?? EMPTY_CONTENT)
        return plan.place(one, content)
      })
      const { ops, made } = plan
      return {
        ops,
        record: sealed.record,
        result: () => ({ all, made, steps: plan.steps() }),
      }
    })
  } finally {
    sealed.release()
  }
}

/** A folder on the way; `NONE` while it is only going to be made. */
interface Spot {
  readonly id: Uint8Array
  readonly row: number
}

function openPlan(parts: DriveParts, folder: string, rules: BringRules) {
  const { columns, paths } = parts.tree
  const top = rowOfId(parts, folder)
  if (!isFolder(parts, top)) throw notFolder(paths.pathOf(top))
  const at = parts.now()
  const ops: Op[] = []
  const made: string[] = []
  const news: { id: Uint8Array; top: string; isFolder: boolean }[] = []
  const saves: Omit<SavedStep, 'top' | 'kind'>[] = []
  const own = new Map(rules.own)
  const spots = new Map<string, Spot>([['', { id: folderId(parts, top), row: top }]])
  /** Names given away by this plan: hex id of the folder and name. */
  const given = new Map<string, { id: string; kind: 'file' | 'folder' }>()

  const isTaken = (spot: Spot, name: string): boolean =>
    given.has(placeKey(spot, name)) || (spot.row !== NONE && paths.child(spot.row, name) !== NONE)
  const freeName = (spot: Spot, name: string, isFile: boolean): string => {
    for (let n = 2; ; n++) {
      const free = suffixed(name, String(n), isFile)
      if (!isTaken(spot, free)) return free
    }
  }
  const give = (spot: Spot, name: string, kind: 'file' | 'folder'): Uint8Array => {
    const id = newId()
    ops.push({ o: 'move', id, parent: spot.id, name, kind, at })
    given.set(placeKey(spot, name), { id: hexOf(id), kind })
    const self = hexOf(id)
    const top = own.get(hexOf(spot.id)) ?? self
    if (top === self) made.push(self)
    if (kind === 'folder') own.set(self, top)
    news.push({ id, top, isFolder: kind === 'folder' })
    return id
  }
  const seen = (row: number): boolean => rules.sees(hexOf(columns.idOf(row)))

  /**
   * The folder that something goes into; undefined when it is not there yet and nothing is made.
   *
   * @throws {SpaceError} `not-folder`, `exists`, `bad-input`
   */
  const walk = (names: readonly string[], makes: boolean): Spot | undefined => {
    let path = ''
    let spot = spots.get(path)
    for (const name of names) {
      path += `${name}/`
      const known = spots.get(path)
      if (known !== undefined || spot === undefined) {
        spot = known
        continue
      }
      const row = spot.row === NONE ? NONE : paths.child(spot.row, name)
      if (row !== NONE) {
        if (!seen(row)) throw unseen(name)
        if (!isFolder(parts, row)) throw notFolder(name)
        spot = { id: columns.idOf(row), row }
      } else {
        const own = given.get(placeKey(spot, name))
        if (own?.kind === 'file') throw notFolder(name)
        if (own !== undefined) spot = { id: Buffer.from(own.id, 'hex'), row: NONE }
        else if (makes) spot = { id: give(spot, name, 'folder'), row: NONE }
        else spot = undefined
      }
      if (spot !== undefined) spots.set(path, spot)
    }
    return spot
  }

  /** What has the name; undefined when nothing has. */
  const sight = (
    spot: Spot,
    name: string,
    one: Coming,
  ): Extract<Sight, { is: 'there' | 'taken' }> | undefined => {
    const isFile = one.size !== null
    const own = given.get(placeKey(spot, name))
    if (own !== undefined) {
      const existing = { kind: own.kind, size: 0, mtime: 0 }
      return { is: 'taken', existing, version: null, freeName: freeName(spot, name, isFile) }
    }
    const row = spot.row === NONE ? NONE : paths.child(spot.row, name)
    if (row === NONE) return undefined
    const free = freeName(spot, name, isFile)
    if (!seen(row))
      return {
        is: 'taken',
        existing: { kind: 'file', size: 0, mtime: 0 },
        version: null,
        freeName: free,
      }
    const { size, mtime } = entryOf(parts, row)
    const kind = isFolder(parts, row) ? ('folder' as const) : ('file' as const)
    const isPlain = kindOf(parts, row) === 'file' && !columns.isCopy(row)
    const current = isPlain ? currentVersions(parts.tree.registersOf(row))[0] : undefined
    const wasBrought =
      current !== undefined &&
      current.by === rules.by &&
      current.at >= rules.since &&
      size === one.size &&
      mtime === one.mtime
    if (wasBrought) return { is: 'there', id: hexOf(columns.idOf(row)), name }
    return {
      is: 'taken',
      existing: { kind, size, mtime },
      version: current === undefined ? null : versionId(parts, current),
      freeName: free,
    }
  }

  const placeFile = (spot: Spot, name: string, one: Coming, content: Content): Brought => {
    const there = sight(spot, name, one)
    const { mtime } = one
    const version = (id: Uint8Array, row: number): void =>
      void ops.push({
        o: 'version',
        id,
        base: basesOf(parts, row),
        content,
        at,
        ...(mtime !== undefined && { mtime }),
      })
    if (there?.is === 'there') return there
    if (there === undefined || one.how === 'keep-both') {
      const called = there === undefined ? name : there.freeName
      const id = give(spot, called, 'file')
      version(id, NONE)
      return { is: 'brought', id: hexOf(id), name: called }
    }
    if (one.how !== 'replace' || there.version === null || there.version !== one.ifVersion)
      return there
    const row = paths.child(spot.row, name)
    const id = columns.idOf(row)
    const [shown] = shownVersions(parts.tree.registersOf(row))
    // the same again is no new version: only its time may be another one
    if (shown !== undefined && hasSameBytes(shown.content, content)) {
      if (mtime !== undefined && mtime !== columns.mtimeOf(row))
        ops.push({ o: 'set', id, field: 'mtime', value: mtime, at })
      return { is: 'brought', id: hexOf(id), name }
    }
    version(id, row)
    saves.push({
      row,
      before: { content: shown?.content ?? EMPTY_CONTENT, mtime: columns.mtimeOf(row) },
      after: { content, mtime: mtime ?? at },
    })
    return { is: 'brought', id: hexOf(id), name }
  }

  const placeFolder = (spot: Spot, name: string, one: Coming): Brought => {
    const row = spot.row === NONE ? NONE : paths.child(spot.row, name)
    if (row !== NONE && isFolder(parts, row) && seen(row))
      return { is: 'brought', id: hexOf(columns.idOf(row)), name }
    const own = given.get(placeKey(spot, name))
    if (own?.kind === 'folder') return { is: 'brought', id: own.id, name }
    const there = sight(spot, name, one)
    if (there !== undefined && one.how !== 'keep-both') return there
    const called = there?.is === 'taken' ? there.freeName : name
    return { is: 'brought', id: hexOf(give(spot, called, 'folder')), name: called }
  }

  const orImpossible = <T>(act: () => T): T | Extract<Sight, { is: 'impossible' }> => {
    try {
      return act()
    } catch (error) {
      if (!isSpaceError(error)) throw error
      return { is: 'impossible', error }
    }
  }

  return {
    ops,
    made,
    /** Once all of it is in the tree. */
    steps(): Step[] {
      for (const { id, top, isFolder: isOwn } of news) if (isOwn) rules.own?.set(hexOf(id), top)
      return [
        ...news.map(({ id, top }): Step => {
          const isTop = top === hexOf(id)
          return { kind: 'made', top: columns.find(Buffer.from(top, 'hex')), id, isTop }
        }),
        ...saves.map((save): Step => ({ kind: 'saved', top: save.row, ...save })),
      ]
    },
    look: (one: Coming): Sight =>
      orImpossible(() => {
        const { above, name } = splitComing(one)
        const spot = walk(above, false)
        if (spot === undefined) return { is: 'free' }
        return sight(spot, name, one) ?? { is: 'free' }
      }),
    /** @param content of a file */
    place: (one: Coming, content: Content | null): Brought =>
      orImpossible(() => {
        const { above, name } = splitComing(one)
        const spot = walk(above, true)
        if (spot === undefined) throw new Error('a folder was not made')
        return content === null ? placeFolder(spot, name, one) : placeFile(spot, name, one, content)
      }),
  }
}

function splitComing({ path }: Coming): { above: readonly string[]; name: string } {
  const names = path.map(checkName)
  const name = names.pop()
  if (name === undefined || path.length > DEEPEST)
    throw new SpaceError('bad-input', 'this place cannot be used', {
      why: `it has 1 to ${DEEPEST} names`,
      try: 'bring it into another folder',
    })
  return { above: names, name }
}

function placeKey({ id }: Spot, name: string): string {
  return `${hexOf(id)}/${name}`
}

function unseen(name: string): SpaceError {
  return new SpaceError('exists', `${name} is there already`, {
    why: 'and the app was not given what is in it',
    try: 'choose another name',
  })
}
