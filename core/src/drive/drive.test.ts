import { rmSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { isSpaceError } from '@space/sdk'
import { expect, test } from 'vitest'
import type { Drive } from './drive.ts'
import { newPlace, save, text } from './drive.samples.ts'

/** A folder of the model; a file is the list of its contents, oldest first. */
type Folder = Map<string, Node>
type Node = Folder | string[]
/** What a drive should be: the tree, and what lies in the trash by where it was, newest last. */
interface Model {
  readonly root: Folder
  readonly trash: { from: string; node: Node }[]
}

const NAMES = ['a', 'b', 'C', 'ü']
const path = fc
  .array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 })
  .map((names) => `/${names.join('/')}`)
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ o: fc.constant('save' as const), path }) },
  { weight: 2, arbitrary: fc.record({ o: fc.constant('folder' as const), path }) },
  { weight: 3, arbitrary: fc.record({ o: fc.constant('move' as const), path, to: path }) },
  { weight: 2, arbitrary: fc.record({ o: fc.constant('copy' as const), path, to: path }) },
  { weight: 2, arbitrary: fc.record({ o: fc.constant('remove' as const), path }) },
  { weight: 1, arbitrary: fc.record({ o: fc.constant('forever' as const), path }) },
  { weight: 2, arbitrary: fc.record({ o: fc.constant('untrash' as const), path }) },
  { weight: 1, arbitrary: fc.record({ o: fc.constant('back' as const), path }) },
  { weight: 1, arbitrary: fc.constant({ o: 'empty' as const }) },
  { weight: 1, arbitrary: fc.constant({ o: 'sweep' as const }) },
  { weight: 1, arbitrary: fc.record({ o: fc.constant('open' as const), anew: fc.boolean() }) },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

test(
  'any changes leave what a simple tree in memory has, also after opening again',
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const place = newPlace()
        place.now = 1_800_000_000_000
        let home = await place.open()
        const model: Model = { root: new Map(), trash: [] }
        try {
          for (const [i, one] of steps.entries()) {
            // each change has its own time, so that the trash has an order
            place.now++
            if (one.o === 'open') {
              await home[Symbol.asyncDispose]()
              if (one.anew)
                for (const ending of ['', '-wal', '-shm'])
                  rmSync(join(place.dir, `index.db${ending}`), { force: true })
              home = await place.open()
            } else {
              const wanted = apply(model, one, `content ${i}`)
              const got = await run(home.drive, one, `content ${i}`)
              expect([one, got]).toEqual([one, wanted])
            }
          }
          expect(await seen(home.drive, '/')).toEqual(plain(model.root))
          const trash = (await home.drive.trash()).map(({ from }) => from)
          expect(trash).toEqual(model.trash.map(({ from }) => from).toReversed())
          expect((await home.drive.verify()).problems).toEqual([])
        } finally {
          await home[Symbol.asyncDispose]()
        }
      }),
      { numRuns: 40 },
    )
  },
)

/** Does it; gives the code of the error, or "done". */
async function run(drive: Drive, one: Step, content: string): Promise<string> {
  try {
    switch (one.o) {
      case 'save':
        await save(drive, one.path, content)
        break
      case 'folder':
        await drive.makeFolder(one.path)
        break
      case 'move':
        await drive.move([one.path], one.to)
        break
      case 'copy':
        await drive.copy([one.path], one.to)
        break
      case 'remove':
        await drive.remove([one.path])
        break
      case 'forever':
        await drive.remove([one.path], { forever: true })
        break
      case 'untrash': {
        // by where it was only: its name in the trash may be that of another one
        const all = await drive.trash()
        if (!all.some(({ from }) => from === one.path)) return 'not-found'
        await drive.restoreTrashed(one.path)
        break
      }
      case 'back': {
        const oldest = (await drive.versions(one.path)).at(-1)
        await drive.restore(one.path, { version: oldest?.id ?? '' })
        break
      }
      case 'empty':
        await drive.emptyTrash()
        break
      case 'sweep':
        await drive.sweep()
        break
      case 'open':
        break
    }
    return 'done'
  } catch (error) {
    if (!isSpaceError(error)) throw error
    return error.code
  }
}

/** The same on the model. */
function apply(model: Model, one: Step, content: string): string {
  const { root, trash } = model
  switch (one.o) {
    case 'save': {
      const folder = makeFolders(root, folderOf(one.path))
      if (folder === undefined) return 'not-folder'
      const held = folder.get(nameOf(one.path))
      if (held instanceof Map) return 'is-folder'
      if (held === undefined) folder.set(nameOf(one.path), [content])
      else held.push(content)
      return 'done'
    }
    case 'folder': {
      if (typeof find(root, one.path) !== 'string') return 'exists'
      const folder = find(root, folderOf(one.path))
      if (typeof folder === 'string') return folder
      if (!(folder instanceof Map)) return 'not-folder'
      folder.set(nameOf(one.path), new Map())
      return 'done'
    }
    case 'move':
    case 'copy':
      return transfer(root, one)
    case 'remove':
    case 'forever': {
      const node = find(root, one.path)
      if (typeof node === 'string') return node
      if (one.o === 'remove') trash.push({ from: one.path, node })
      parentOf(root, one.path).delete(nameOf(one.path))
      return 'done'
    }
    case 'untrash': {
      const at = trash.findLastIndex(({ from }) => from === one.path)
      const item = trash[at]
      if (item === undefined) return 'not-found'
      if (typeof find(root, one.path) !== 'string') return 'exists'
      const folder = makeFolders(root, folderOf(one.path))
      if (folder === undefined) return 'not-folder'
      folder.set(nameOf(one.path), item.node)
      trash.splice(at, 1)
      return 'done'
    }
    case 'back': {
      const node = find(root, one.path)
      if (typeof node === 'string') return node
      if (node instanceof Map) return 'is-folder'
      if (node.length > 1) node.push(node[0] ?? '')
      return 'done'
    }
    case 'empty':
      trash.length = 0
      return 'done'
    default:
      return 'done'
  }
}

function transfer(root: Folder, { o, path: from, to }: Extract<Step, { to: string }>): string {
  const target = find(root, to)
  const isInto = target instanceof Map
  if (!isInto && typeof target !== 'string') return 'exists'
  const node = find(root, from)
  if (typeof node === 'string') return node
  const folder = isInto ? target : find(root, folderOf(to))
  if (typeof folder === 'string') return folder
  if (!(folder instanceof Map)) return 'not-folder'
  const name = nameOf(isInto ? from : to)
  const occupant = folder.get(name)
  if (occupant !== undefined && (occupant !== node || o === 'copy')) return 'exists'
  if (o === 'copy') {
    folder.set(name, copied(node))
    return 'done'
  }
  if (node instanceof Map && holds(node, folder)) return 'bad-input'
  parentOf(root, from).delete(nameOf(from))
  folder.set(name, node)
  return 'done'
}

function holds(node: Node, wanted: Folder): boolean {
  return (
    node === wanted ||
    (node instanceof Map && [...node.values()].some((child) => holds(child, wanted)))
  )
}

/** A copy has the newest content alone. */
function copied(node: Node): Node {
  if (!(node instanceof Map)) return node.slice(-1)
  return new Map([...node].map(([name, child]) => [name, copied(child)]))
}

/** The node at `at`, or the code of the error on the way. */
function find(root: Folder, at: string): Node | 'not-found' | 'not-folder' {
  let node: Node = root
  for (const name of at.split('/').filter(Boolean)) {
    if (!(node instanceof Map)) return 'not-folder'
    const child: Node | undefined = node.get(name)
    if (child === undefined) return 'not-found'
    node = child
  }
  return node
}

/** All of the folders on the way, or none when a file is in the way. */
function makeFolders(root: Folder, at: string): Folder | undefined {
  if (find(root, at) === 'not-folder') return undefined
  let folder = root
  for (const name of at.split('/').filter(Boolean)) {
    const child = folder.get(name) ?? new Map<string, Node>()
    if (!(child instanceof Map)) return undefined
    folder.set(name, child)
    folder = child
  }
  return folder
}

function parentOf(root: Folder, at: string): Folder {
  const folder = find(root, folderOf(at))
  if (!(folder instanceof Map)) throw new Error(`${at} is in no folder`)
  return folder
}

function folderOf(at: string): string {
  return at.slice(0, at.lastIndexOf('/'))
}

function nameOf(at: string): string {
  return at.slice(at.lastIndexOf('/') + 1)
}

function plain(folder: Folder): Record<string, unknown> {
  return Object.fromEntries(
    [...folder].map(([name, node]) => [
      name,
      node instanceof Map ? plain(node) : { content: node.at(-1), versions: node.length },
    ]),
  )
}

async function seen(drive: Drive, at: string): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {}
  for (const { path: child, name, kind, versions } of await drive.list(at))
    found[name] =
      kind === 'folder' ? await seen(drive, child) : { content: await text(drive, child), versions }
  return found
}
