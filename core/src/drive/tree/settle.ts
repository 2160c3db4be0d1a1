/** A tree kept in columns: entries are numbered 0 … count − 1 by the caller. */
export interface SettleTree {
  readonly count: number
  /** Number of the entry that the newest move names; −1 for root, trash and entries not known. */
  parentOf(entry: number): number
  /** The same of the second newest move; `undefined` when there is none. */
  olderParentOf(entry: number): number | undefined
  /** Orders entries by the bytes of their ids. */
  compareIds(a: number, b: number): number
  /** Orders entries by the stamps of their newest moves. */
  compareMoves(a: number, b: number): number
}

/** Where an entry sits when its newest move would close a cycle. */
export type SetBack = 'older' | 'root'

/**
 * Find the entries that do not sit at their newest move, because it closes a cycle (design/formats.md
 * "The log"): empty for nearly every drive. Takes one pass over the entries when there is no cycle.
 */
export function settle(tree: SettleTree): Map<number, SetBack> {
  const setBack = new Map<number, SetBack>()
  const caught = entriesUnderCycles(tree)
  if (caught.length === 0) return setBack
  // As the rule is written. Cycles share no entry, so that any other order would end in the same tree.
  caught.sort((a, b) => tree.compareIds(a, b))

  const parents = new Map<number, number>(caught.map((entry) => [entry, tree.parentOf(entry)]))
  const free = new Set<number>()
  for (const start of caught) settleFrom(start, tree, parents, free, setBack)
  return setBack
}

/** The entries that never get to the top by their newest moves, in no order. */
function entriesUnderCycles(tree: SettleTree): number[] {
  // 0 not visited, 1 reaches the top, 2 reaches a cycle, 3 on the walk of now.
  const { count } = tree
  const state = new Uint8Array(count)
  const walk = new Int32Array(count)
  let caught = 0
  for (let start = 0; start < count; start += 1) {
    let length = 0
    let entry = start
    while (entry >= 0 && state[entry] === 0) {
      state[entry] = 3
      walk[length] = entry
      length += 1
      entry = tree.parentOf(entry)
    }
    const end = entry < 0 || state[entry] === 1 ? 1 : 2
    for (let i = 0; i < length; i += 1) state[walk[i]!] = end
    if (end === 2) caught += length
  }
  const entries: number[] = []
  if (caught > 0) for (let i = 0; i < count; i += 1) if (state[i] === 2) entries.push(i)
  return entries
}

/** Walk up from `start`, sending entries back until the walk gets to the top; all on it are free then. */
function settleFrom(
  start: number,
  tree: SettleTree,
  parents: Map<number, number>,
  free: Set<number>,
  setBack: Map<number, SetBack>,
): void {
  const places = new Map<number, number>()
  const walked: number[] = []
  let entry = start
  for (;;) {
    const parent = parents.get(entry)
    // Whatever is not in `parents` was free from the beginning, or is the top.
    if (parent === undefined || free.has(entry)) break
    const place = places.get(entry)
    if (place === undefined) {
      places.set(entry, walked.length)
      walked.push(entry)
      entry = parent
      continue
    }
    const sent = sendBack(walked.slice(place), tree, parents, setBack)
    // The way up to the entry sent back is as it was; go on from its new parent.
    for (const later of walked.splice(places.get(sent)! + 1)) places.delete(later)
    entry = parents.get(sent)!
  }
  for (const one of walked) free.add(one)
}

/** Let one entry of a cycle give way; returns which. */
function sendBack(
  cycle: readonly number[],
  tree: SettleTree,
  parents: Map<number, number>,
  setBack: Map<number, SetBack>,
): number {
  const newest = newestOf(
    cycle.filter((entry) => !setBack.has(entry)),
    tree,
  )
  const older = newest === undefined ? undefined : tree.olderParentOf(newest)
  const sent = newest ?? newestOf(cycle, tree)!
  setBack.set(sent, older === undefined ? 'root' : 'older')
  parents.set(sent, older ?? -1)
  return sent
}

function newestOf(entries: readonly number[], tree: SettleTree): number | undefined {
  let newest = entries[0]
  for (const entry of entries) if (tree.compareMoves(entry, newest!) > 0) newest = entry
  return newest
}
