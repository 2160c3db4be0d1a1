/** Folders that apps work on as copies, for the person to review. */
import type { Trial, TrialChange } from '@space/sdk/host'
import { fields, list, maybe, text, wrong } from '../params.ts'
import type { Powers } from '../powers.ts'
import type { Reviewed } from '../trials.ts'
import { appRef, findRow } from './rows.ts'

const MOST_CHANGES = 20_000

export function ownerTrials(powers: Powers) {
  const { trials, grants } = powers
  return {
    list: async (): Promise<Trial[]> =>
      trials.list().flatMap(({ id, app, folder: from, copy: to, madeAt }) => {
        const folder = findRow(powers, from)
        const copy = findRow(powers, to)
        // one of them was removed by the person: there is nothing to compare
        if (folder === undefined || copy === undefined) return []
        const changes = trials.review(id).length
        return [{ id, app: appRef(powers, app), folder, copy, madeAt, changes }]
      }),
    review: async (params: unknown): Promise<TrialChange[]> =>
      trials.review(text(list(params)[0], 64)),
    async apply(params: unknown): Promise<{ applied: number }> {
      const [id, options] = list(params)
      const reviewed = maybe(fields(options).get('changes'), reviewedOf)
      return trials.apply(text(id, 64), reviewed)
    },
    async discard(params: unknown): Promise<null> {
      const id = text(list(params)[0], 64)
      // what runs in the copy ends before the copy does
      for (const grant of grants.list()) if (grant.trial === id) grants.revoke(grant.id)
      await trials.discard(id)
      return null
    },
  }
}

function reviewedOf(value: unknown): Reviewed[] {
  const all = list(value)
  if (all.length > MOST_CHANGES) throw wrong(`at most ${MOST_CHANGES} changes`)
  return all.map((one) => {
    const change = fields(one)
    return { path: text(change.get('path'), 65_536), version: text(change.get('version'), 256) }
  })
}
