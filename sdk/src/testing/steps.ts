import { freeNames } from '../names.ts'
import type { Mark } from '../values.ts'
import { isTrashed, isWithin, type Node, type Tree } from './tree.ts'

interface Spot {
  readonly parent: Node | undefined
  readonly name: string
  readonly isTrashed: boolean
  /** In the trash by itself, and not with a folder. */
  readonly isThrown: boolean
}

/** What was done to one entry, so that it can be set back where nobody changed it since. */
export type Step = { readonly top: Node } & (
  | { readonly kind: 'placed'; readonly node: Node; readonly from: Spot; readonly to: Spot }
  | { readonly kind: 'made'; readonly node: Node; readonly below: ReadonlySet<Node> }
  | {
      readonly kind: 'saved'
      readonly node: Node
      readonly before: Uint8Array<ArrayBuffer>
      readonly after: Uint8Array<ArrayBuffer>
    }
  | { readonly kind: 'marked'; readonly node: Node; readonly before: Mark; readonly after: Mark }
)

/** Changes of the tree, each of which is remembered as a step. */
export interface Ways {
  place(top: Node, node: Node, folder: Node, name: string): void
  copy(top: Node, node: Node, folder: Node, name: string): void
  remove(top: Node, node: Node): void
  save(top: Node, file: Node, bytes: Uint8Array<ArrayBuffer>): void
  mark(top: Node, node: Node, mark: Mark): void
}

export interface Stepping extends Ways {
  readonly steps: Step[]
  readonly kept: { readonly name: string; readonly why: string }[]
  /** Sets back what `steps` did, from the last on. */
  undo(steps: readonly Step[]): void
}

export function openSteps(tree: Tree): Stepping {
  const steps: Step[] = []
  const kept: { name: string; why: string }[] = []
  const keep = ({ name }: Node, why: string): void => void kept.push({ name, why })

  const ways: Ways = {
    place(top, node, folder, name) {
      const from = spotOf(node)
      tree.place(node, folder, name)
      steps.push({ kind: 'placed', top, node, from, to: spotOf(node) })
    },
    copy(top, node, folder, name) {
      const made = tree.copy(node, folder, name)
      steps.push({ kind: 'made', top, node: made, below: new Set(withBelow(tree, made)) })
    },
    remove(top, node) {
      const from = spotOf(node)
      tree.remove(node)
      steps.push({ kind: 'placed', top, node, from, to: spotOf(node) })
    },
    save(top, file, bytes) {
      const before = file.contents.at(-1)?.bytes ?? new Uint8Array()
      tree.write(file, bytes)
      steps.push({ kind: 'saved', top, node: file, before, after: bytes })
    },
    mark(top, node, mark) {
      const before = node.mark
      if (JSON.stringify(before) === JSON.stringify(mark)) return
      tree.setMark(node, mark)
      steps.push({ kind: 'marked', top, node, before, after: mark })
    },
  }
  const putBack = ({ top, node, from, to }: Extract<Step, { kind: 'placed' }>): void => {
    if (tree.node(node.id) === undefined) return keep(node, 'it was removed for good')
    if (isTrashed(node) && !to.isTrashed) return keep(node, 'it is in the trash now')
    if (node.parent !== to.parent || isTrashed(node) !== to.isTrashed)
      return keep(node, 'it was moved since')
    if (node.name !== to.name) return keep(node, 'it was renamed since')
    const { parent } = from
    if (from.isThrown) {
      const now = spotOf(node)
      // it lies in the trash with where it was before
      node.parent = parent
      node.name = from.name
      tree.remove(node)
      return void steps.push({ kind: 'placed', top, node, from: now, to: spotOf(node) })
    }
    if (parent === undefined || isTrashed(parent) !== from.isTrashed)
      return keep(node, 'the folder it was in is gone')
    if (isWithin(parent, node)) return keep(node, 'the folder it was in is inside of it now')
    const there = tree.child(parent, from.name)
    const isFree = there === undefined || there === node
    const name = isFree
      ? from.name
      : (freeNames(from.name, node.kind === 'folder').find(
          (one) => tree.child(parent, one) === undefined,
        ) ?? from.name)
    if (!isFree) keep(node, `its name was taken since; it is called "${name}" now`)
    ways.place(top, node, parent, name)
  }
  const unmake = ({ top, node, below }: Extract<Step, { kind: 'made' }>): void => {
    if (isTrashed(node) || tree.node(node.id) === undefined) return
    for (const one of withBelow(tree, node)) {
      if (!below.has(one)) return keep(node, 'something else is in it now')
      if (one.contents.length > 1 || one.places.length > 1)
        return keep(node, 'it was changed since')
    }
    ways.remove(top, node)
  }
  const unmark = ({ top, node, before, after }: Extract<Step, { kind: 'marked' }>): void => {
    const { mark } = node
    const starred = mark.starred === after.starred ? before.starred : mark.starred
    const stay = mark.tags.filter((tag) => before.tags.includes(tag) || !after.tags.includes(tag))
    const back = before.tags.filter((tag) => !after.tags.includes(tag) && !stay.includes(tag))
    ways.mark(top, node, { starred, tags: [...stay, ...back].toSorted() })
  }

  return {
    ...ways,
    steps,
    kept,
    undo(done) {
      for (const step of done.toReversed()) {
        if (step.kind === 'placed') putBack(step)
        else if (step.kind === 'made') unmake(step)
        else if (isTrashed(step.node)) keep(step.node, 'it was removed since')
        else if (step.kind === 'marked') unmark(step)
        else if (step.node.contents.at(-1)?.bytes !== step.after)
          keep(step.node, 'it was changed since')
        else ways.save(step.top, step.node, step.before)
      }
    },
  }
}

function spotOf(node: Node): Spot {
  const { parent, name, trashedAt } = node
  return { parent, name, isTrashed: isTrashed(node), isThrown: trashedAt !== undefined }
}

function withBelow(tree: Tree, node: Node): Node[] {
  return [node, ...tree.children(node).flatMap((inner) => withBelow(tree, inner))]
}
