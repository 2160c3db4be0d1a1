import type { BringAnswer } from '../../bringing.ts'
import type { Sight } from '../../calls.ts'
import type { SpaceError } from '../../errors.ts'
import { fromWireError } from '../../wire-error.ts'
import type { Work } from './work.ts'

/** Something that has the name already. */
export interface Taken {
  readonly work: Work
  readonly sight: Extract<Sight, { is: 'taken' }>
}

/** Where each goes that was looked at. */
interface Ways {
  ready(work: Work): void
  there(work: Work): void
  skipped(work: Work): void
  /** A folder that is there already. */
  merged(work: Work): void
  impossible(work: Work, error: SpaceError): void
  taken(one: Taken): void
}

export interface Sorting {
  /** What to look at for these: what is in a folder that is only being made needs no look. */
  asks(works: readonly Work[]): Work[]
  /** @param goesOn folders that are there were brought before */
  sort(
    works: readonly Work[],
    asked: readonly Work[],
    sights: readonly Sight[],
    goesOn: boolean,
  ): void
  judge(work: Work, sight: Exclude<Sight, { is: 'free' }>): void
  /** Gives what must be looked at anew. */
  answer(one: Taken, answer: BringAnswer): Work[]
}

/** A folder that the person gave as such: what is in it goes with it. */
interface Top {
  /** `open`: what is in it goes its own ways; `held`: until the person has said what to do with it. */
  state: 'open' | 'held' | 'skipped'
  /** Nothing was there. */
  isNew: boolean
  name: string
  held: Work[]
}

export function openSorting(ways: Ways): Sorting {
  const tops = new Map<string, Top>()
  const topOf = ({ path, file }: Work): string | undefined =>
    path.length > 1 || file === undefined ? path[0] : undefined
  const isTop = ({ path, file }: Work): boolean => path.length === 1 && file === undefined

  const judge = (work: Work, sight: Sight): void => {
    if (sight.is === 'free') ways.ready(work)
    else if (sight.is === 'there') ways.there(work)
    else if (sight.is === 'impossible') ways.impossible(work, fromWireError(sight.error))
    else if (work.file === undefined && sight.existing.kind === 'directory') ways.merged(work)
    else ways.taken({ work, sight })
  }
  const placed = (work: Work): Work => {
    const top = topOf(work)
    const name = top === undefined ? undefined : tops.get(top)?.name
    return name === undefined || name === top
      ? work
      : { ...work, path: [name, ...work.path.slice(1)] }
  }

  return {
    judge,
    asks(works) {
      const asked: Work[] = []
      const seen = new Set<string>()
      for (const work of works) {
        const top = topOf(work)
        const known = top === undefined ? undefined : tops.get(top)
        if (top !== undefined && known === undefined && !seen.has(top)) {
          seen.add(top)
          asked.push({ path: [top], file: undefined })
        }
        const isDecided = known !== undefined && (known.state !== 'open' || known.isNew)
        if (!isTop(work) && !isDecided) asked.push(placed(work))
      }
      return asked
    },
    sort(works, asked, sights, goesOn) {
      const sightOf = new Map<string, Sight>()
      for (const [i, work] of asked.entries()) {
        const sight = sights[i]
        if (sight === undefined) continue
        const [top = ''] = work.path
        if (!isTop(work) || tops.has(top)) {
          sightOf.set(JSON.stringify(work.path), sight)
          continue
        }
        const mayAsk = sight.is === 'taken' && !(goesOn && sight.existing.kind === 'directory')
        tops.set(top, {
          state: mayAsk ? 'held' : 'open',
          isNew: sight.is === 'free',
          name: top,
          held: [],
        })
        if (mayAsk) ways.taken({ work, sight })
        else if (sight.is === 'impossible') sightOf.set(JSON.stringify(work.path), sight)
      }
      for (const work of works) {
        const name = topOf(work)
        const top = name === undefined ? undefined : tops.get(name)
        if (top?.state === 'held') top.held.push(work)
        else if (top?.state === 'skipped') ways.skipped(work)
        else {
          const to = placed(work)
          judge(to, sightOf.get(JSON.stringify(to.path)) ?? { is: 'free' })
        }
      }
    },
    answer({ work, sight }, answer) {
      const top = isTop(work) ? tops.get(work.path[0] ?? '') : undefined
      if (top !== undefined) {
        const held = top.held.splice(0)
        top.state = answer === 'skip' ? 'skipped' : 'open'
        if (answer === 'skip') for (const one of held) ways.skipped(one)
        if (answer !== 'keep-both') return answer === 'skip' ? [] : held
        top.name = sight.freeName
        top.isNew = true
        tops.set(sight.freeName, { state: 'open', isNew: true, name: sight.freeName, held: [] })
        for (const one of held) ways.ready(placed(one))
        return []
      }
      if (answer === 'skip') ways.skipped(work)
      else if (answer === 'keep-both') ways.ready({ ...work, how: 'keep-both' })
      else if (answer === 'replace' && sight.version !== null)
        ways.ready({ ...work, how: 'replace', ifVersion: sight.version })
      return []
    },
  }
}
