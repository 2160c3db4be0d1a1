/** Where entries go, with an answer for each name that is taken. */
import { hexOf } from '../../crypto/text.ts'
import { isFolder, kindOf } from '../entry-of.ts'
import { newId } from '../folder-ops.ts'
import type { DriveParts } from '../parts.ts'
import { NONE, TRASH_ROW } from '../tree/columns.ts'
import { TRASH } from '../tree/registers.ts'
import { lookAhead, type Ahead, type Occupant, type Spot } from './ahead.ts'
import type { Answer, Answers } from './bulk.ts'
import { MOST_TOLD } from './bulk.ts'
import type { Place } from './steps.ts'
import type { Plan, Unit } from './turn.ts'
import { areFolders, copiesTo, goesAway, movesTo, savesOnto, type Going } from './units.ts'

/** What others depend on comes first, and what is emptied by others last. */
const PHASE = { tops: 0, inner: 1, rest: 2, emptied: 3 }

export interface Arrival extends Going {
  readonly spot: Spot
  readonly name: string
  readonly as: 'moved' | 'copied' | 'restored'
  /** Of what is restored: where it was. */
  readonly origin?: Place
}

export interface Arrivals {
  readonly ahead: Ahead
  /** Plans one; says whether it leaves the folder that it is in. */
  add(arrival: Arrival): boolean
  /** What is no arrival, and depends on nothing else. */
  push(row: number, unit: Unit): void
  keep(row: number, why: string): void
  plan(): Plan
}

export function planArrivals(parts: DriveParts, answers: Answers): Arrivals {
  const { columns, paths } = parts.tree
  const ahead = lookAhead(parts)
  const units: { nth: number; phase: number; row: number; unit: Unit }[] = []
  const push = (phase: number, row: number, unit: Unit): void =>
    void units.push({ nth: units.length, phase, row, unit })
  const conflicts: { row: number; existing: number }[] = []
  const kept: { row: number; why: string }[] = []
  let conflictCount = 0

  const answerTo = (row: number, there: Occupant): Answer => {
    const areBoth = areFolders(parts, row, there.row)
    const id = hexOf(columns.idOf(row))
    const said = answers.each.get(id) ?? (areBoth ? answers.folders : answers.conflicts)
    if (said === 'merge' && !areBoth) return 'ask'
    const isOther = there.comes || columns.isCopy(there.row)
    return isOther && (said === 'replace' || said === 'merge') ? 'keep-both' : said
  }

  const add = (arrival: Arrival): boolean => {
    const { row, spot, name, as } = arrival
    const there = ahead.occupant(spot, name)
    if (there === undefined) return put(arrival)
    if (there.row === row && !there.comes) {
      // it is there already, by this name
      if (as === 'copied') return putBeside(arrival)
      ahead.stay(row, spot, name)
      return false
    }
    switch (answerTo(row, there)) {
      case 'skip':
        return false
      case 'keep-both':
        return putBeside(arrival)
      case 'replace':
        return replace(arrival, there.row)
      case 'merge':
        return merge(arrival, there.row)
      case 'ask':
        conflictCount++
        if (conflicts.length < MOST_TOLD) conflicts.push({ row, existing: there.row })
        return false
    }
  }
  const putBeside = (arrival: Arrival): boolean =>
    put({
      ...arrival,
      name: ahead.freeName(arrival.spot, arrival.name, isFolder(parts, arrival.row)),
    })
  const put = (arrival: Arrival, instead?: number): boolean => {
    const { top, row, spot, name, as, origin } = arrival
    if (as === 'copied' || columns.isCopy(row)) {
      putCopy(arrival, instead)
      return as !== 'copied'
    }
    ahead.place(row, spot, name)
    // what is restored into a folder of the trash comes behind it
    const phase = as === 'restored' && isFolder(parts, row) ? PHASE.inner : PHASE.rest
    push(
      phase,
      row,
      movesTo(parts, {
        top,
        row,
        spot,
        name,
        instead,
        fromTrash: as === 'restored',
        ...(origin !== undefined && { origin }),
      }),
    )
    return true
  }
  const putCopy = ({ top, row, spot, name, as }: Arrival, instead?: number): void => {
    const id = newId()
    // before what is in it is looked at: a copy beside it must not be taken for a part of it
    const inside = [...columns.below(row)]
    ahead.make(id, spot, name, row)
    const coming = { top, row, spot, name, instead, id, isTop: true, leaves: as !== 'copied' }
    push(PHASE.tops, row, copiesTo(parts, coming))
    const ids = new Map([[row, id]])
    for (const below of inside) {
      const parentId = ids.get(columns.parentOf(below))
      if (parentId === undefined) continue
      const copyId = newId()
      ids.set(below, copyId)
      const inner = { id: parentId, row: NONE }
      const shown = paths.nameOf(below)
      const copied = { top, row: below, spot: inner, name: shown, id: copyId, isTop: false }
      const phase = isFolder(parts, below) ? PHASE.inner : PHASE.rest
      push(phase, below, copiesTo(parts, copied))
    }
  }

  const replace = (arrival: Arrival, existing: number): boolean => {
    const { top, row, as } = arrival
    if (ahead.isWithin(row, existing)) {
      kept.push({ row, why: 'it is inside of what it would replace' })
      return false
    }
    const areFiles = kindOf(parts, row) === 'file' && kindOf(parts, existing) === 'file'
    if (!areFiles || columns.isCopy(row)) {
      ahead.place(existing, { id: TRASH, row: TRASH_ROW }, '')
      return put(arrival, existing)
    }
    const leaves = as === 'moved'
    // another one of this name must not replace it in turn
    ahead.stay(existing, arrival.spot, arrival.name)
    const inTrash = as === 'restored'
    push(PHASE.rest, row, savesOnto(parts, { top, row, onto: existing, leaves, inTrash }))
    return leaves
  }

  const merge = (arrival: Arrival, existing: number): boolean => {
    const { top, row, as } = arrival
    const into = { id: columns.idOf(existing), row: existing }
    let isEmptied = true
    for (const [name, child] of paths.children(row)) {
      const leaves = add({ top, row: child, spot: into, name, as })
      isEmptied &&= leaves
    }
    // out of the trash, what is empty stays there
    if (as !== 'moved' || !isEmptied) return false
    push(PHASE.emptied, row, goesAway(parts, { top, row, isEmptied }))
    return true
  }

  return {
    ahead,
    add,
    push: (row, unit) => push(PHASE.rest, row, unit),
    keep: (row, why) => void kept.push({ row, why }),
    plan() {
      // NOTE: opening a batch is dear, and those of the log are kept by the last few only: in the order
      // of what they are told by, each is opened once
      const sourceOf = ({ phase, row }: { phase: number; row: number }): number =>
        phase === PHASE.tops || phase === PHASE.rest ? columns.sourceOf(row) : 0
      units.sort((a, b) => a.phase - b.phase || sourceOf(a) - sourceOf(b))
      return { units, conflicts, conflictCount, kept }
    },
  }
}
