import type { ConflictAnswer, ConflictAnswers } from '../edits.ts'
import { freeNames } from '../names.ts'
import type { Ways } from './steps.ts'
import { isWithin, type Node, type Tree } from './tree.ts'

/** One of what was chosen, or of what is in a folder that is merged. */
export interface Arrival {
  readonly top: Node
  readonly node: Node
  readonly folder: Node
  readonly name: string
  readonly as: 'moved' | 'copied' | 'restored'
}

export interface Arrivals {
  /** Plans one; says whether it leaves the folder that it is in. */
  add(arrival: Arrival): boolean
  readonly conflicts: { readonly node: Node; readonly existing: Node }[]
  readonly kept: { readonly name: string; readonly why: string }[]
  /** To be done, in their order, when there are no conflicts. */
  readonly acts: (() => void)[]
}

/** Where entries go, with an answer for each name that is taken: as the daemon does it. */
export function planArrivals(
  tree: Tree,
  ways: Ways,
  { conflicts: usual = 'ask', folders = usual, each = {} }: ConflictAnswers,
): Arrivals {
  const come = new Map<Node, Map<string, Node>>()
  const names = new Map<Node, ReadonlyMap<string, Node>>()
  const left = new Set<Node>()
  const conflicts: { node: Node; existing: Node }[] = []
  const kept: { name: string; why: string }[] = []
  const acts: (() => void)[] = []

  const namesIn = (folder: Node): ReadonlyMap<string, Node> => {
    const known =
      names.get(folder) ?? new Map(tree.children(folder).map((node) => [node.name, node] as const))
    names.set(folder, known)
    return known
  }
  const occupant = (folder: Node, name: string): { node: Node; comes: boolean } | undefined => {
    const comes = come.get(folder)?.get(name)
    if (comes !== undefined) return { node: comes, comes: true }
    const node = namesIn(folder).get(name)
    return node === undefined || left.has(node) ? undefined : { node, comes: false }
  }
  const takeName = (folder: Node, name: string, node: Node): void => {
    const taken = come.get(folder) ?? new Map<string, Node>()
    come.set(folder, taken.set(name, node))
  }
  const answerTo = (node: Node, there: { node: Node; comes: boolean }): ConflictAnswer => {
    const areBoth = node.kind === 'folder' && there.node.kind === 'folder'
    const own = Object.hasOwn(each, node.id) ? each[node.id] : undefined
    const said = own ?? (areBoth ? folders : usual)
    if (said === 'merge' && !areBoth) return 'ask'
    return there.comes && (said === 'replace' || said === 'merge') ? 'keep-both' : said
  }
  const put = (arrival: Arrival, instead?: Node): boolean => {
    const { top, node, folder, name, as } = arrival
    takeName(folder, name, node)
    if (as !== 'copied') left.add(node)
    acts.push(() => {
      if (instead !== undefined) ways.remove(top, instead)
      if (as === 'copied') ways.copy(top, node, folder, name)
      else ways.place(top, node, folder, name)
    })
    return as !== 'copied'
  }
  const putBeside = (arrival: Arrival): boolean => {
    const { node, folder } = arrival
    for (const name of freeNames(arrival.name, node.kind === 'folder'))
      if (occupant(folder, name) === undefined) return put({ ...arrival, name })
    return false
  }
  const replace = (arrival: Arrival, existing: Node): boolean => {
    const { top, node, as } = arrival
    if (isWithin(node, existing)) {
      kept.push({ name: node.name, why: 'it is inside of what it would replace' })
      return false
    }
    if (node.kind === 'folder' || existing.kind === 'folder') {
      left.add(existing)
      return put(arrival, existing)
    }
    takeName(arrival.folder, arrival.name, existing)
    acts.push(() => {
      ways.save(top, existing, node.contents.at(-1)?.bytes ?? new Uint8Array())
      if (as === 'moved') ways.remove(top, node)
    })
    if (as === 'moved') left.add(node)
    return as === 'moved'
  }
  const merge = ({ top, node, as }: Arrival, existing: Node): boolean => {
    const inside = tree.children(node)
    const stay = inside.filter(
      (child) => !add({ top, node: child, folder: existing, name: child.name, as }),
    )
    if (as !== 'moved' || stay.length > 0) return false
    acts.push(() => ways.remove(top, node))
    return true
  }
  function add(arrival: Arrival): boolean {
    const { node, folder, name, as } = arrival
    const there = occupant(folder, name)
    if (there === undefined) return put(arrival)
    if (there.node === node && !there.comes) {
      if (as === 'copied') return putBeside(arrival)
      takeName(folder, name, node)
      return false
    }
    switch (answerTo(node, there)) {
      case 'skip':
        return false
      case 'keep-both':
        return putBeside(arrival)
      case 'replace':
        return replace(arrival, there.node)
      case 'merge':
        return merge(arrival, there.node)
      case 'ask':
        conflicts.push({ node, existing: there.node })
        return false
    }
  }
  return { add, conflicts, kept, acts }
}
