import type { Selection, ViewRow } from '@space/sdk'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { add, between, countOf, indexesOf, type Ranges, rangesOf, toggle } from './ranges.ts'
import type { RowsState } from './rows-store.ts'

/** What is chosen row by row stays chosen whatever happens around it; more than that only as a whole. */
const MOST_KEPT = 1000

export interface SelectionState {
  readonly ranges: Ranges
  readonly count: number
  /** The row that the keys are at; -1 for none. */
  readonly active: number
  /** Where a range begins that Shift makes. */
  readonly anchor: number
  /** Only this one. */
  only(index: number): void
  toggle(index: number): void
  /** From the anchor to here; with `isKept` beside what is chosen already. */
  extend(index: number, isKept?: boolean): void
  /** The keys go there; nothing else is chosen by it. */
  moveTo(index: number): void
  /** Of a marquee. */
  set(ranges: Ranges, active?: number): void
  all(total: number): void
  none(): void
  /** Another view. */
  clear(): void
}

/** Which rows are chosen, as ranges of their numbers. Scope: session. */
export function createSelectionStore(): StoreApi<SelectionState> {
  return createStore<SelectionState>()((set, get) => {
    const choose = (ranges: Ranges, rest: Partial<SelectionState> = {}): void =>
      set({ ranges, count: countOf(ranges), ...rest })
    return {
      ranges: [],
      count: 0,
      active: -1,
      anchor: -1,
      only: (index) => choose([[index, index + 1]], { active: index, anchor: index }),
      toggle: (index) => choose(toggle(get().ranges, index), { active: index, anchor: index }),
      extend(index, isKept = false) {
        const anchor = get().anchor < 0 ? index : get().anchor
        const range = between(anchor, index)
        choose(isKept ? add(get().ranges, range) : [range], { active: index, anchor })
      },
      moveTo: (index) => set({ active: index, anchor: index }),
      set: (ranges, active) =>
        choose(ranges, active === undefined ? {} : { active, anchor: active }),
      all: (total) => choose(total === 0 ? [] : [[0, total]]),
      none: () => choose([]),
      clear: () => choose([], { active: -1, anchor: -1 }),
    }
  })
}

/**
 * Rows came, went or moved: what was chosen stays chosen, and nothing that came is chosen by that. It
 * may end where too much was chosen to know all of it.
 */
export async function keepSelection(
  selection: StoreApi<SelectionState>,
  before: RowsState,
  now: RowsState,
): Promise<void> {
  const { ranges, count, active, anchor } = selection.getState()
  const { view } = now
  if (view === undefined || before.view !== view) return
  const at = async (index: number): Promise<number> => {
    const id = before.row(index)?.id
    if (id === undefined) return -1
    return now.row(index)?.id === id ? index : ((await view.indexOf(id).catch(() => null)) ?? -1)
  }
  const isAll = count > 0 && count === before.total
  const isSame = (): boolean => selection.getState().ranges === ranges
  const nextActive = active < 0 ? -1 : await at(active)
  const shown = nextActive < 0 && active >= 0 ? Math.min(active, now.total - 1) : nextActive
  const nextAnchor = anchor === active ? shown : anchor < 0 ? -1 : await at(anchor)
  const rest = { active: shown, anchor: nextAnchor }
  if (count === 0) {
    if (isSame()) selection.setState(rest)
    return
  }
  const known = count <= MOST_KEPT ? [...indexesOf(ranges)] : []
  if (known.length > 0 && known.every((index) => before.row(index) !== undefined)) {
    const found = await Promise.all(known.map(at))
    const next = rangesOf(found.filter((index) => index >= 0))
    if (isSame()) selection.setState({ ranges: next, count: countOf(next), ...rest })
    return
  }
  // Nothing came or went: the order is another one at most, and all of it is all of it.
  const isKept = isAll && before.total === now.total
  if (isSame()) selection.setState(isKept ? rest : { ranges: [], count: 0, ...rest })
}

/** What a change is about: what is chosen, or the row that the keys are at. */
export function choiceOf(selection: SelectionState, rows: RowsState): Selection | undefined {
  const { count, ranges, active } = selection
  if (rows.view === undefined) return undefined
  if (count === 0) {
    const row = rows.row(active)
    return row === undefined ? undefined : [row.handle]
  }
  const chosen = chosenRows(selection, rows)
  return chosen?.map(({ handle }) => handle) ?? rows.view.choose(ranges, rows.revision)
}

/** The rows themselves; undefined for more than {@link MOST_KEPT}, or where they are not all here. */
export function chosenRows(
  { ranges, count }: SelectionState,
  rows: RowsState,
): readonly ViewRow[] | undefined {
  if (count > MOST_KEPT) return undefined
  const found = [...indexesOf(ranges)].map(rows.row)
  return found.every((row) => row !== undefined) ? found : undefined
}
