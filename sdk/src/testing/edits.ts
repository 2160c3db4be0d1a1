import type { AppCalls, Done, EntryStat } from '../calls.ts'
import { SpaceError } from '../errors.ts'
import { freeNames } from '../names.ts'
import { planArrivals, type Arrivals } from './arrivals.ts'
import type { Grant, Guard } from './guard.ts'
import { openSteps, type Step, type Stepping } from './steps.ts'
import { demandName, isTrashed, isWithin, type Node, type Tree } from './tree.ts'
import { chosenNodes, goBack } from './views.ts'

const MOST_CHANGES = 100
const MOST_TOLD = 1000
const MOST_SHOWN = 500

type EditCalls = Pick<
  AppCalls,
  'files.change' | 'files.undo' | 'files.copyVersion' | 'files.restoreAt'
>
type Chosen = readonly { readonly node: Node; readonly grant: Grant }[]
type Change = Parameters<AppCalls['files.change']>[1]

/** Changes of many entries with undo, over a tree in memory. */
export function editCalls(
  tree: Tree,
  guard: Guard,
  checkRoom: (folder: Node, bytes: number) => void,
  contentOf: (file: Node, version: string) => Uint8Array<ArrayBuffer>,
): EditCalls {
  let made = 0
  const undos = new Map<string, { steps: readonly Step[]; grants: readonly Grant[] }>()

  const told = (
    stepping: Stepping,
    grants: readonly Grant[],
    { conflicts, kept }: Pick<Arrivals, 'conflicts' | 'kept'> = { conflicts: [], kept: [] },
  ): Done => {
    const { steps } = stepping
    const mayUndo = grants.every(({ info }) => info.mode === 'change')
    const undo = steps.length > 0 && mayUndo ? `undo-${(made += 1)}` : null
    if (undo !== null) undos.set(undo, { steps, grants })
    const [oldest] = undos.keys()
    if (undos.size > MOST_CHANGES && oldest !== undefined) undos.delete(oldest)
    const statOf = (node: Node): EntryStat | undefined => {
      const grant = grants.find((one) => guard.sees(node, one)) ?? grants[0]
      return grant === undefined ? undefined : guard.stat(node, grant)
    }
    const shown = steps.filter(({ top, node, kind }) => node === top || kind !== 'placed')
    const entries = new Set(shown.map(({ node }) => node).filter((node) => !isTrashed(node)))
    return {
      done: new Set(steps.map(({ top }) => top)).size,
      undo,
      conflicts: conflicts.slice(0, MOST_TOLD).flatMap(({ node, existing }) => {
        const [entry, other] = [statOf(node), statOf(existing)]
        return entry === undefined || other === undefined ? [] : [{ entry, existing: other }]
      }),
      conflictCount: conflicts.length,
      kept: [...kept, ...stepping.kept].slice(0, MOST_TOLD),
      entries: [...entries].slice(0, MOST_SHOWN).flatMap((node) => statOf(node) ?? []),
    }
  }

  return {
    'files.change': (given, change, answers) => {
      const chosen = chosenNodes(tree, guard, given)
      const { kind } = change
      if (change.kind === 'rename') demandName(change.name)
      demandAll(guard, chosen, kind)
      const stepping = openSteps(tree)
      const grants = [...new Set(chosen.map(({ grant }) => grant))]
      const usual = kind === 'restore' ? { conflicts: 'keep-both' as const } : {}
      const arrivals = planArrivals(tree, stepping, { ...usual, ...answers })
      if (kind === 'mark' || kind === 'remove') {
        const nodes = kind === 'mark' ? chosen.map(({ node }) => node) : topsOf(chosen)
        for (const node of nodes) {
          if (change.kind === 'mark') stepping.mark(node, node, { ...node.mark, ...change.mark })
          else stepping.remove(node, node)
        }
        return told(stepping, grants)
      }
      const to = targetsOf(guard, chosen, change)
      for (const grant of new Set(to.values().map((one) => one.grant))) {
        const { conflicts, folders, each = {} } = answers
        const all = new Set([conflicts, folders, ...Object.values(each)])
        const isWide = all.has('replace') || all.has('merge')
        if (grant.info.mode === 'add' && isWide)
          throw new SpaceError('grant-denied', 'The app may only add here')
      }
      const isCopy = kind === 'copy' || kind === 'duplicate'
      if (kind === 'restore') planRestoring(chosen, arrivals)
      else
        for (const node of topsOf(chosen)) {
          const target = to.get(node)
          if (target === undefined) continue
          const { folder } = target
          if (isCopy) checkRoom(folder, bytesOf(tree, node))
          const name = change.kind === 'rename' ? change.name : node.name
          arrivals.add({ top: node, node, folder, name, as: isCopy ? 'copied' : 'moved' })
        }
      if (arrivals.conflicts.length === 0) for (const act of arrivals.acts) act()
      const entering = [...new Set(to.values().map(({ grant }) => grant))]
      for (const step of stepping.steps)
        if (step.kind === 'made') for (const grant of entering) grant.added.add(step.node)
      return told(stepping, isCopy ? entering : [...new Set([...grants, ...entering])], arrivals)
    },

    'files.restoreAt': (given, at) => {
      const stepping = openSteps(tree)
      const grant = goBack(tree, guard, stepping, { given, at })
      return told(stepping, [grant])
    },

    'files.undo': (token) => {
      const kept = undos.get(token)
      if (kept === undefined) throw new SpaceError('not-found', 'This cannot be undone any more')
      for (const { end, info } of kept.grants)
        if (end !== undefined) throw new SpaceError(end, `${info.name} was taken back`)
      undos.delete(token)
      const stepping = openSteps(tree)
      stepping.undo(kept.steps)
      return told(stepping, kept.grants)
    },

    'files.copyVersion': (given, version, into, name) => {
      const { node } = guard.check(given, 'look')
      const { node: folder, grant } = guard.check(into, 'add')
      const bytes = contentOf(node, version)
      checkRoom(folder, bytes.length)
      const isTaken = (one: string): boolean => tree.child(folder, one) !== undefined
      const own = isTaken(node.name)
        ? freeNames(node.name, false).find((one) => !isTaken(one))
        : node.name
      const made = tree.make(folder, name ?? own ?? node.name, 'file')
      tree.write(made, bytes)
      grant.added.add(made)
      return guard.stat(made, grant)
    },
  }
}

/** @throws {SpaceError} `grant-denied`, `not-found`, `bad-input` */
function demandAll(guard: Guard, chosen: Chosen, kind: Change['kind']): void {
  if (kind === 'rename' && chosen.length > 1)
    throw new SpaceError('bad-input', 'one entry is renamed at a time')
  const reads = kind === 'copy' || kind === 'duplicate'
  for (const { node, grant } of chosen) {
    const { mode, name } = grant.info
    const isWhole = mode !== 'add' || node.kind === 'file'
    if (reads ? !isWhole : mode !== 'change')
      throw new SpaceError('grant-denied', `The grant of ${name} is for less`)
    const isFolder = node.kind === 'folder'
    if (
      node === grant.root &&
      (kind === 'move' || kind === 'rename' || (kind === 'remove' && isFolder))
    )
      throw new SpaceError('grant-denied', 'What was granted stays there')
    const isThere = kind === 'restore' ? node.trashedAt !== undefined : guard.sees(node, grant)
    if (!isThere) throw new SpaceError('not-found', 'There is no such file')
  }
}

/** Where each of them goes, and by which grant; nothing for what is restored. */
function targetsOf(
  guard: Guard,
  chosen: Chosen,
  change: Change,
): Map<Node, { folder: Node; grant: Grant }> {
  if (change.kind === 'move' || change.kind === 'copy') {
    const { node: folder, grant } = guard.check(change.folder, 'add')
    if (folder.kind === 'file')
      throw new SpaceError('not-folder', `${folder.name} is a file, not a folder`)
    for (const { node } of chosen)
      if (isWithin(folder, node))
        throw new SpaceError('bad-input', `"${node.name}" cannot go into itself`, {
          try: 'choose a folder outside of it',
        })
    return new Map(chosen.map(({ node }) => [node, { folder, grant }]))
  }
  if (change.kind === 'restore') return new Map()
  return new Map(
    chosen.map(({ node, grant }) => {
      const { parent } = node
      if (parent === undefined || !guard.sees(parent, grant))
        throw new SpaceError('not-found', 'There is no such file')
      guard.check({ grant: grant.info.id, entry: parent.id }, 'add')
      return [node, { folder: parent, grant }]
    }),
  )
}

/** A folder before what was thrown away out of it. */
function planRestoring(chosen: Chosen, arrivals: Arrivals): void {
  const wanted = new Set(chosen.map(({ node }) => node))
  const begun = new Set<Node>()
  const restore = (node: Node): void => {
    if (begun.has(node)) return
    begun.add(node)
    for (let at = node.parent; at !== undefined; at = at.parent) if (wanted.has(at)) restore(at)
    let folder = node.parent
    const isGone = (at: Node): boolean => {
      for (let one: Node | undefined = at; one !== undefined; one = one.parent)
        if (one.trashedAt !== undefined && !begun.has(one)) return true
      return false
    }
    while (folder?.parent !== undefined && isGone(folder)) folder = folder.parent
    if (folder === undefined) return
    arrivals.add({ top: node, node, folder, name: node.name, as: 'restored' })
  }
  for (const node of wanted) restore(node)
}

/** Without what lies below another one of them. */
function topsOf(chosen: Chosen): Node[] {
  const nodes = new Set(chosen.map(({ node }) => node))
  return [...nodes].filter((node) => {
    for (let at = node.parent; at !== undefined; at = at.parent) if (nodes.has(at)) return false
    return true
  })
}

function bytesOf(tree: Tree, node: Node): number {
  const own = node.contents.at(-1)?.bytes.length ?? 0
  return tree.children(node).reduce((all, inner) => all + bytesOf(tree, inner), own)
}
