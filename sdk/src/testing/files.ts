import type { AppCalls, EntryStat } from '../calls.ts'
import { SpaceError } from '../errors.ts'
import type { TreeUsage } from '../values.ts'
import { editCalls } from './edits.ts'
import type { Guard } from './guard.ts'
import type { Urls } from './urls.ts'
import { matcher } from './match.ts'
import { isWithin, namesBetween, type Node, type Tree } from './tree.ts'
import { viewCalls } from './views.ts'
import { type Zipped, zipOf } from './zip.ts'

type FileCalls = {
  readonly [N in keyof AppCalls as N extends `files.${string}` ? N : never]: AppCalls[N]
}

/** What apps ask of files, over a tree in memory. */
export function fileCalls(
  tree: Tree,
  guard: Guard,
  urls: Urls,
  checkRoom: (folder: Node, bytes: number) => void,
): Omit<FileCalls, 'files.thumbnail'> {
  const { check, stat, sees } = guard
  const views = viewCalls(tree, { check, stat, sees })
  const below = (folder: Node): Node[] =>
    tree.children(folder).flatMap((node) => [node, ...below(node)])
  const usage = (folder: Node): TreeUsage => {
    const all = below(folder)
    const files = all.filter(({ kind }) => kind === 'file')
    return {
      files: files.length,
      directories: all.length - files.length,
      bytes: sum(files.map(({ contents }) => contents.at(-1)?.bytes.length ?? 0)),
      versionBytes: sum(
        files.flatMap(({ contents }) => contents.slice(0, -1).map(({ bytes }) => bytes.length)),
      ),
    }
  }

  return {
    ...views,
    ...editCalls(tree, guard, checkRoom, contentOf),
    'files.stat': (given) => {
      const { node, grant } = check(given, 'look')
      return stat(node, grant)
    },
    'files.list': (given, { after, limit = 500 }) => {
      const { node, grant } = check(given, 'look')
      const all = tree.children(node).filter((inner) => sees(inner, grant))
      const rest = all.filter(({ name }) => after === undefined || name > after)
      const page = rest.slice(0, limit)
      const isLast = page.length === rest.length
      return {
        entries: page.map((inner) => stat(inner, grant)),
        next: isLast ? null : (page.at(-1)?.name ?? null),
      }
    },
    'files.child': (given, name, { create }) => {
      const { node, grant } = check(given, create === undefined ? 'look' : 'add')
      const there = tree.child(node, name)
      if (there !== undefined && sees(there, grant)) return stat(there, grant)
      if (create === undefined) throw new SpaceError('not-found', `There is no ${name}`)
      const made = tree.make(node, name, create)
      grant.added.add(made)
      return stat(made, grant)
    },
    'files.resolve': (given, entry) => {
      const { node: folder } = check(given, 'look')
      const { node } = check(entry, 'look')
      return isWithin(node, folder) ? namesBetween(folder, node) : null
    },
    'files.url': (given, { version }) => {
      const { node } = check(given, 'reach')
      if (node.kind === 'folder') throw new SpaceError('is-folder', `${node.name} is a folder`)
      if (version !== undefined) contentOf(node, version)
      return { url: urls.forReading(given, version) }
    },
    'files.zip': (given) => {
      const look = (): Node => {
        const { node, grant } = check(given, 'look')
        if (node.kind === 'file') throw new SpaceError('not-folder', `${node.name} is no folder`)
        if (grant.info.mode === 'add') {
          throw new SpaceError('grant-denied', `The grant of ${grant.info.name} is for less`)
        }
        return node
      }
      look()
      return {
        url: urls.forMaking('application/zip', () => {
          const folder = look()
          return zipOf(below(folder).map((node) => packed(folder, node)))
        }),
      }
    },
    'files.upload': (target, options) => {
      const isNew = 'parent' in target
      const { node, grant } = check(isNew ? target.parent : target, isNew ? 'add' : 'write')
      checkRoom(node, options.size ?? 0)
      return urls.forWriting(target, options, (bytes): EntryStat => {
        // Once more: the grant may have ended, the entry may be gone.
        check(isNew ? target.parent : target, isNew ? 'add' : 'write')
        checkRoom(node, bytes.length)
        const file = isNew ? (tree.child(node, target.name) ?? made(node, target.name)) : node
        const newest = file.contents.at(-1)?.id ?? 'v0'
        if (options.ifVersion !== undefined && options.ifVersion !== newest) {
          throw new SpaceError('conflict', `${file.name} was changed by someone else`)
        }
        tree.write(file, bytes)
        return stat(file, grant)

        function made(folder: Node, name: string): Node {
          const file = tree.make(folder, name, 'file')
          grant.added.add(file)
          return file
        }
      })
    },
    'files.commit': (upload) => urls.commit(upload),
    'files.abort': (upload) => urls.abort(upload),
    'files.move': (given, folder, name) => {
      const { node, grant } = check(given, 'change')
      if (node === grant.root) throw new SpaceError('grant-denied', 'What was granted stays there')
      const to = folder === null ? node.parent : check(folder, 'add').node
      if (to !== undefined) tree.move(node, to, name ?? node.name)
      return stat(node, folder === null ? grant : check(folder, 'add').grant)
    },
    'files.copy': (given, folder, name) => {
      const { node } = check(given, 'look')
      const to = check(folder, 'add')
      checkRoom(to.node, usage(node).bytes + (node.contents.at(-1)?.bytes.length ?? 0))
      const twin = tree.copy(node, to.node, name ?? node.name)
      to.grant.added.add(twin)
      return stat(twin, to.grant)
    },
    'files.remove': (given) => {
      const { node, grant } = check(given, 'change')
      if (node === grant.root) throw new SpaceError('grant-denied', 'What was granted stays there')
      tree.remove(node)
      return null
    },
    'files.trash': (given) => {
      const { node } = check(given, 'change')
      return tree.trashed(node).map((gone) => ({
        id: gone.id,
        name: gone.name,
        kind: gone.kind === 'file' ? 'file' : 'directory',
        from: namesBetween(node, gone),
        trashedAt: gone.trashedAt ?? 0,
        daysLeft: 30,
      }))
    },
    'files.restoreTrashed': (given, id) => {
      const { node, grant } = check(given, 'change')
      const gone = tree.trashed(node).find((one) => one.id === id)
      if (gone === undefined) throw new SpaceError('not-found', 'That is not in the trash')
      tree.bringBack(gone)
      return stat(gone, grant)
    },
    'files.versions': (given) =>
      check(given, 'look')
        .node.contents.map(({ id, at, bytes }, index, all) => ({
          id,
          at,
          size: bytes.length,
          current: index === all.length - 1,
        }))
        .toReversed(),
    'files.restore': (given, version) => {
      const { node, grant } = check(given, 'change')
      tree.write(node, contentOf(node, version))
      return stat(node, grant)
    },
    'files.search': (given, { text, kind, minBytes, maxBytes, limit = 1000 }) => {
      const { node, grant } = check(given, 'look')
      const matches = matcher(text ?? '')
      return below(node)
        .filter((one) => sees(one, grant) && matches(one.name))
        .map((one) => stat(one, grant))
        .filter((one) => kind === undefined || (kind === 'file') === (one.kind === 'file'))
        .filter(({ size }) => size >= (minBytes ?? 0) && size <= (maxBytes ?? Infinity))
        .slice(0, limit)
    },
    'files.usage': (given) => usage(check(given, 'look').node),
    'files.mark': (given, mark) => {
      const { node, grant } = check(given, 'change')
      tree.setMark(node, mark)
      return stat(node, grant)
    },
  }
}

function packed(folder: Node, node: Node): Zipped {
  const path = namesBetween(folder, node).join('/')
  if (node.kind === 'folder') return { path: `${path}/`, bytes: new Uint8Array() }
  return { path, bytes: contentOf(node, undefined) }
}

/** @throws {SpaceError} `not-found` */
export function contentOf(file: Node, version: string | undefined): Uint8Array<ArrayBuffer> {
  const newest = file.contents.at(-1)
  if (version === undefined || (version === 'v0' && newest === undefined)) {
    return newest?.bytes ?? new Uint8Array()
  }
  const found = file.contents.find(({ id }) => id === version)
  if (found === undefined) throw new SpaceError('not-found', `There is no version ${version}`)
  return found.bytes
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}
