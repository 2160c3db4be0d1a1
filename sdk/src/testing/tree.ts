import type { Mark } from '../values.ts'
import { SpaceError } from '../errors.ts'

export interface Content {
  readonly id: string
  readonly at: number
  readonly bytes: Uint8Array<ArrayBuffer>
  /** What the file said of itself, ms since 1970. */
  readonly mtime?: number | undefined
}

/** A file or folder in memory. */
export interface Node {
  /** 32 hex digits. */
  readonly id: string
  readonly kind: 'file' | 'folder'
  name: string
  parent: Node | undefined
  /** Oldest first; none for folders and for files that were never written. */
  readonly contents: Content[]
  mark: Mark
  /** When it was removed, ms since 1970. */
  trashedAt: number | undefined
  readonly madeAt: number
  /** Where it was, oldest first. */
  readonly places: Place[]
}

export interface Place {
  readonly at: number
  readonly parent: Node | undefined
  readonly name: string
  readonly isTrashed: boolean
}

export interface TreeChange {
  readonly kind: 'added' | 'changed' | 'moved' | 'removed'
  readonly node: Node
}

/** A drive in memory: entries with versions and a trash. Every change is told to `onChange`. */
export interface Tree {
  readonly root: Node
  all(): Iterable<Node>
  node(id: string): Node | undefined
  /** Names sorted; without what is in the trash. */
  children(folder: Node): Node[]
  child(folder: Node, name: string): Node | undefined
  /** In the trash of `folder` or of what is below it. */
  trashed(folder: Node): Node[]
  /** @throws {SpaceError} `exists`, `bad-input`, `not-folder` */
  make(folder: Node, name: string, kind: Node['kind']): Node
  write(file: Node, bytes: Uint8Array<ArrayBuffer>, mtime?: number): Content
  /** @throws {SpaceError} `exists`, and `bad-input` into itself */
  move(node: Node, folder: Node, name: string): void
  copy(node: Node, folder: Node, name: string): Node
  remove(node: Node): void
  bringBack(node: Node): void
  /** For good, with all below it. */
  erase(node: Node): void
  /** Puts it there from wherever it is, the trash too. */
  place(node: Node, folder: Node, name: string): void
  setMark(node: Node, mark: Partial<Mark>): void
  /** By `/`-separated path. @throws {SpaceError} `not-found` */
  at(path: string): Node
}

export function openTree(now: () => number, onChange: (change: TreeChange) => void): Tree {
  const nodes = new Map<string, Node>()
  let made = 0
  /** Remembers where it is from now on. */
  const placed = (node: Node, at = now()): void => {
    const { parent, name, trashedAt } = node
    node.places.push({ at, parent, name, isTrashed: trashedAt !== undefined })
  }
  const born = (parent: Node | undefined, name: string, kind: Node['kind']): Node => {
    made += 1
    const node: Node = {
      id: made.toString(16).padStart(32, '0'),
      kind,
      name,
      parent,
      contents: [],
      mark: { starred: false, tags: [] },
      trashedAt: undefined,
      madeAt: now(),
      places: [],
    }
    nodes.set(node.id, node)
    placed(node, node.madeAt)
    return node
  }
  const root = born(undefined, '', 'folder')

  const children = (folder: Node): Node[] =>
    [...nodes.values()]
      .filter((node) => node.parent === folder && node.trashedAt === undefined)
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const child = (folder: Node, name: string): Node | undefined =>
    children(folder).find((node) => node.name === name)
  const checkFree = (folder: Node, name: string): void => {
    if (folder.kind !== 'folder') throw new SpaceError('not-folder', `${folder.name} is no folder`)
    demandName(name)
    if (child(folder, name) !== undefined)
      throw new SpaceError('exists', `${name} is there already`)
  }
  const write = (file: Node, bytes: Uint8Array<ArrayBuffer>, mtime?: number): Content => {
    const content = { id: `v${file.contents.length + 1}`, at: now(), bytes, mtime }
    file.contents.push(content)
    onChange({ kind: file.contents.length === 1 ? 'added' : 'changed', node: file })
    return content
  }
  const copy = (node: Node, folder: Node, name: string): Node => {
    checkFree(folder, name)
    const inside = children(node)
    const twin = born(folder, name, node.kind)
    twin.mark = node.mark
    const newest = node.contents.at(-1)
    if (newest === undefined) onChange({ kind: 'added', node: twin })
    else write(twin, newest.bytes)
    for (const inner of inside) copy(inner, twin, inner.name)
    return twin
  }

  return {
    root,
    all: () => nodes.values(),
    node: (id) => nodes.get(id),
    children,
    child,
    trashed: (folder) =>
      [...nodes.values()].filter(
        (node) => node.trashedAt !== undefined && isWithin(node, folder) && node !== folder,
      ),
    make(folder, name, kind) {
      checkFree(folder, name)
      const node = born(folder, name, kind)
      onChange({ kind: 'added', node })
      return node
    },
    write,
    move(node, folder, name) {
      if (node.parent === folder && node.name === name) return
      checkFree(folder, name)
      if (isWithin(folder, node)) {
        throw new SpaceError('bad-input', `${node.name} cannot go into itself`)
      }
      node.parent = folder
      node.name = name
      placed(node)
      onChange({ kind: 'moved', node })
    },
    copy,
    remove(node) {
      node.trashedAt = now()
      placed(node, node.trashedAt)
      onChange({ kind: 'removed', node })
    },
    bringBack(node) {
      if (node.parent !== undefined) checkFree(node.parent, node.name)
      node.trashedAt = undefined
      placed(node)
      onChange({ kind: 'added', node })
    },
    erase(node) {
      for (const one of nodes.values()) if (isWithin(one, node)) nodes.delete(one.id)
      onChange({ kind: 'removed', node })
    },
    place(node, folder, name) {
      const kind = node.trashedAt === undefined ? 'moved' : 'added'
      Object.assign(node, { parent: folder, name, trashedAt: undefined })
      placed(node)
      onChange({ kind, node })
    },
    setMark(node, mark) {
      node.mark = { ...node.mark, ...mark }
      onChange({ kind: 'changed', node })
    },
    at(path) {
      let node = root
      for (const name of path.split('/').filter((part) => part !== '')) {
        const inner = child(node, name)
        if (inner === undefined) throw new SpaceError('not-found', `There is no ${path}`)
        node = inner
      }
      return node
    },
  }
}

/** @throws {SpaceError} `bad-input` */
export function demandName(name: string): void {
  if (name === '' || name === '.' || name === '..' || /[/\0]/.test(name) || name.length > 255) {
    throw new SpaceError('bad-input', `${JSON.stringify(name)} is no name of a file`)
  }
}

/** Whether `node` is `folder` or below it. */
export function isWithin(node: Node, folder: Node): boolean {
  for (let at: Node | undefined = node; at !== undefined; at = at.parent) {
    if (at === folder) return true
  }
  return false
}

/** Whether it, or a folder around it, is in the trash. */
export function isTrashed(node: Node): boolean {
  for (let at: Node | undefined = node; at !== undefined; at = at.parent) {
    if (at.trashedAt !== undefined) return true
  }
  return false
}

/** Names from `folder` down to `node`. */
export function namesBetween(folder: Node, node: Node): string[] {
  const names: string[] = []
  for (let at: Node | undefined = node; at !== undefined && at !== folder; at = at.parent) {
    names.unshift(at.name)
  }
  return names
}
