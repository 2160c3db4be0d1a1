/** Folders that apps work on as copies, for the person to review. */
import type { Trial, TrialChange } from '@space/sdk/host'
import { fields, list, maybe, text, texts } from '../params.ts'
import type { Powers } from '../powers.ts'
import { appRef, findRow } from './rows.ts'

const MOST_PATHS = 20_000

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
      const paths = maybe(fields(options).get('paths'), (given) => texts(given, MOST_PATHS))
      return trials.apply(text(id, 64), paths)
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
