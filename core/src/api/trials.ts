/** Trying an app on a copy of a folder; the person takes over what they like of what it did there. */
import { isSpaceError, SpaceError } from '@space/sdk'
import type { TrialChange } from '@space/sdk/host'
import type { Kept } from '../grants/ports.ts'
import type { DriveByEntry } from '../drive/by-entry.ts'
import { plainName } from './names.ts'
import { applyChange } from './trial-apply.ts'
import { changesOf, snapshot, type KeptTrial } from './trial-changes.ts'

const FOLDER = 'Trials'
const MOST_TRIALS = 20

export type Reviewed = Pick<TrialChange, 'path' | 'version'>

export interface Trials {
  /** Copies the folder; no content is copied. @throws {SpaceError} `quota`, `too-large` */
  begin(app: { label: string; name: string }, folder: string): Promise<KeptTrial>
  list(): KeptTrial[]
  /** What the app changed, by path. @throws {SpaceError} `not-found` */
  review(id: string): TrialChange[]
  /**
   * Takes over these changes, or all.
   *
   * @throws {SpaceError} `conflict` when one of them is not there any more as it was reviewed
   */
  apply(id: string, reviewed?: readonly Reviewed[]): Promise<{ applied: number }>
  discard(id: string): Promise<void>
}

export function openTrials(powers: {
  entries: DriveByEntry
  kept: Kept
  now: () => number
  newId: () => string
}): Trials {
  const { entries, kept, now, newId } = powers
  const trials = new Map(readTrials(kept.get()).map((trial) => [trial.id, trial]))
  const edits = entries.edit({ check: () => undefined })
  const save = (): void => kept.set([...trials.values()])

  return {
    async begin(app, folder) {
      if (trials.size >= MOST_TRIALS)
        throw new SpaceError('quota', 'There are many folders on trial already', {
          try: 'review some of them first',
        })
      const origin = entries.entry(folder)
      if (origin.kind !== 'folder' || folder === entries.root)
        throw new SpaceError('bad-input', 'Only a folder can be tried on')
      const trialsFolder =
        entries.child(entries.root, FOLDER) ?? (await edits.makeFolder(entries.root, FOLDER))
      if (entries.isWithin(trialsFolder.id, folder) || entries.isWithin(folder, trialsFolder.id))
        throw new SpaceError('bad-input', 'This folder holds trials itself')
      const name = freeName(trialsFolder.id, `${origin.name} – ${plainName(app.name)}`)
      const copy = await edits.copy(folder, trialsFolder.id, name)
      const base = snapshot(entries, copy.id, folder)
      const trial = { id: newId(), app: app.label, folder, copy: copy.id, madeAt: now(), base }
      trials.set(trial.id, trial)
      save()
      return trial
    },
    list: () => [...trials.values()],
    review: (id) => changesOf(entries, found(id)),
    async apply(id, reviewed) {
      const all = changesOf(entries, found(id))
      const wanted = reviewed === undefined ? all : sameAs(reviewed, all)
      let applied = 0
      for (const change of inOrder(wanted)) {
        if (await applyChange(entries, edits, found(id), change)) applied++
        // NOTE: after each, so that what was taken over is not done again after a crash
        const trial = found(id)
        trials.set(id, {
          ...trial,
          base: snapshot(entries, trial.copy, trial.folder, trial.base, change.path),
        })
        save()
      }
      return { applied }
    },
    async discard(id) {
      const { copy } = found(id)
      try {
        await edits.remove(copy, { forever: true })
      } catch (error) {
        // the person removed it already
        if (!isSpaceError(error, 'not-found')) throw error
      }
      trials.delete(id)
      save()
    },
  }

  function found(id: string): KeptTrial {
    const trial = trials.get(id)
    if (trial !== undefined) return trial
    throw new SpaceError('not-found', 'This trial is over already')
  }

  function freeName(folder: string, wanted: string): string {
    let name = wanted
    for (let n = 2; entries.child(folder, name) !== undefined; n++) name = `${wanted} ${n}`
    return name
  }
}

/** The app may go on while the person reads; what they did not see is not taken over. */
function sameAs(reviewed: readonly Reviewed[], now: readonly TrialChange[]): TrialChange[] {
  const known = new Map(now.map((change) => [change.path, change]))
  return reviewed.map(({ path, version }) => {
    const change = known.get(path)
    if (change?.version === version) return change
    throw new SpaceError('conflict', 'The app changed this since you looked at it', {
      why: `what it made of ${path} is not what was reviewed`,
      try: 'review the changes again',
      facts: { path },
    })
  })
}

/** Folders before what is put into them, and what is removed from within. */
function inOrder(changes: readonly TrialChange[]): TrialChange[] {
  const removed = changes.filter(({ kind }) => kind === 'removed')
  const others = changes.filter(({ kind }) => kind !== 'removed')
  const byPath = (a: TrialChange, b: TrialChange): number => (a.path < b.path ? -1 : 1)
  return [...others.toSorted(byPath), ...removed.toSorted(byPath).toReversed()]
}

function readTrials(value: unknown): KeptTrial[] {
  return (Array.isArray(value) ? (value as unknown[]) : []).filter((one): one is KeptTrial => {
    const { id, app, folder, copy, madeAt, base } = (one ?? {}) as Record<string, unknown>
    const areTexts = [id, app, folder, copy].every((text) => typeof text === 'string')
    return areTexts && typeof madeAt === 'number' && Array.isArray(base)
  })
}
