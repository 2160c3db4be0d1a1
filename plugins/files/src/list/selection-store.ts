import type { Selection, SpaceView, ViewRow } from '@space/sdk'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { add, between, countOf, indexesOf, type Ranges, rangesOf, toggle } from './ranges.ts'
import { type RowsState, WINDOW_ROWS } from './rows-store.ts'

/** So many are known one by one, and stay chosen whatever comes and goes; more only as they stand. */
const MOST_KEPT = 500
/** Questions that are asked at once. */
const AT_ONCE = 8

export interface SelectionState {
  readonly ranges: Ranges
  readonly count: number
  /** What is chosen, by id, where it is known; a change is about these, wherever they stand by then. */
  readonly kept: ReadonlyMap<string, ViewRow> | undefined
  /** The row that the keys are at; -1 for none. */
  readonly active: number
  readonly activeId: string | undefined
  /** Where a range begins that Shift makes. */
  readonly anchor: number
  readonly anchorId: string | undefined
  /** Counts what the person did, so that nothing that comes late takes the keys elsewhere. */
  readonly touched: number
  /** Only this one; `known` where the list does not have it yet. */
  only(index: number, known?: ViewRow): void
  toggle(index: number): void
  /** From the anchor to here; with `isKept` beside what is chosen already. */
  extend(index: number, isKept?: boolean): void
  /** The keys go there; nothing else is chosen by it. */
  moveTo(index: number): void
  /** Of a marquee. */
  set(ranges: Ranges): void
  all(total: number): void
  none(): void
  /** Another view. */
  clear(): void
  /** More rows of the same revision are there: what was chosen before it was seen is known now. */
  learn(): void
}

/** Which rows are chosen, as ranges of their numbers. Scope: session. */
export function createSelectionStore(
  row: (index: number) => ViewRow | undefined,
): StoreApi<SelectionState> {
  return createStore<SelectionState>()((set, get) => {
    const choose = (ranges: Ranges): void => {
      const count = countOf(ranges)
      set({ ranges, count, kept: keptOf(ranges, count, row), touched: get().touched + 1 })
    }
    const go = (active: number, anchor = active): void =>
      set({
        active,
        activeId: row(active)?.id,
        anchor,
        anchorId: row(anchor)?.id,
        touched: get().touched + 1,
      })
    return {
      ranges: [],
      count: 0,
      kept: new Map(),
      active: -1,
      activeId: undefined,
      anchor: -1,
      anchorId: undefined,
      touched: 0,
      only(index, known) {
        go(index)
        choose([[index, index + 1]])
        if (known === undefined) return
        const { id } = known
        set({ kept: new Map([[id, known]]), activeId: id, anchorId: id })
      },
      toggle(index) {
        go(index)
        choose(toggle(get().ranges, index))
      },
      extend(index, isKept = false) {
        const anchor = get().anchor < 0 ? index : get().anchor
        const range = between(anchor, index)
        go(index, anchor)
        choose(isKept ? add(get().ranges, range) : [range])
      },
      moveTo: (index) => go(index),
      set: choose,
      all: (total) => choose(total === 0 ? [] : [[0, total]]),
      none: () => choose([]),
      clear() {
        go(-1)
        choose([])
      },
      learn() {
        const { ranges, count, kept, active, activeId, anchor, anchorId } = get()
        if (kept === undefined && count <= MOST_KEPT) {
          const found = keptOf(ranges, count, row)
          if (found !== undefined) set({ kept: found })
        }
        if (activeId !== undefined || active < 0) return
        set({ activeId: row(active)?.id, anchorId: anchorId ?? row(anchor)?.id })
      },
    }
  })
}

/**
 * Keeps what is chosen when rows come, go or move: what was chosen stays chosen, and nothing is that was
 * not. Where it is too much to be known one by one it ends, unless the rows are as many as before.
 */
export function keepSelection(
  selection: StoreApi<SelectionState>,
): (before: RowsState, now: RowsState) => Promise<void> {
  let turn = 0
  return async (before, now) => {
    turn += 1
    const mine = turn
    const { view, revision } = now
    if (view === undefined || before.view !== view || before.status !== 'ready') return
    const { ranges, kept, count, active, activeId, anchorId } = selection.getState()
    const seen = new Map<string, number>()
    for (const [at, window] of now.windows) {
      if (window.revision !== revision) continue
      for (const [index, { id }] of window.rows.entries()) seen.set(id, at * WINDOW_ROWS + index)
    }
    const isTotal = count === before.total && before.total === now.total
    const ids = [activeId, anchorId, ...(kept?.keys() ?? [])]
    const found = await whereabouts(ids, view, seen)
    // What cannot be told now is told with the next turn; a change is about the right ones all the same.
    if (found === undefined) return
    const [nextActive = -1, nextAnchor = -1, ...places] = found
    // The person chose something else meanwhile, or more happened: that one goes on with it.
    const state = selection.getState()
    if (mine !== turn || state.ranges !== ranges || state.active !== active) return
    // Where it stood another one has the keys, so that they do not begin anew.
    const shown = nextActive < 0 ? Math.min(active, now.total - 1) : nextActive
    selection.setState({
      active: shown,
      activeId: nextActive < 0 ? now.row(shown)?.id : activeId,
      anchor: nextAnchor < 0 ? shown : nextAnchor,
    })
    if (kept !== undefined) {
      const next = rangesOf(places.filter((index) => index >= 0))
      const left = new Map([...kept].filter((_, at) => (places[at] ?? -1) >= 0))
      selection.setState({ ranges: next, count: countOf(next), kept: left })
    } else if (!isTotal) {
      selection.setState({ ranges: [], count: 0, kept: new Map() })
    }
  }
}

/** Numbers of the rows of `ids` now, -1 for those that are gone; undefined where that cannot be told. */
async function whereabouts(
  ids: readonly (string | undefined)[],
  view: SpaceView,
  seen: ReadonlyMap<string, number>,
): Promise<number[] | undefined> {
  const found = ids.map((id) => (id === undefined ? -1 : seen.get(id)))
  const open = found.flatMap((index, at) => (index === undefined ? [at] : []))
  try {
    for (let first = 0; first < open.length; first += AT_ONCE) {
      const asked = open.slice(first, first + AT_ONCE)
      const answers = await Promise.all(asked.map((at) => view.indexOf(ids[at] ?? '')))
      for (const [nth, at] of asked.entries()) found[at] = answers[nth] ?? -1
    }
  } catch {
    return undefined
  }
  return found.map((index) => index ?? -1)
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

/** The rows that are chosen; undefined for more than {@link MOST_KEPT}, or where they are not all here. */
export function chosenRows(
  { ranges, kept, count }: SelectionState,
  rows: RowsState,
): readonly ViewRow[] | undefined {
  const known = kept ?? keptOf(ranges, count, rows.row)
  return known === undefined ? undefined : [...known.values()]
}

function keptOf(
  ranges: Ranges,
  count: number,
  row: (index: number) => ViewRow | undefined,
): ReadonlyMap<string, ViewRow> | undefined {
  if (count > MOST_KEPT) return undefined
  const kept = new Map<string, ViewRow>()
  for (const index of indexesOf(ranges)) {
    const found = row(index)
    if (found === undefined) return undefined
    kept.set(found.id, found)
  }
  return kept
}
