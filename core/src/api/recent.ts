/** The files that an app used last, of those that it may still see. */
import type { HandleRef } from '@space/sdk/calls'
import type { RecentFile } from '@space/sdk'
import { handleOf } from './handles.ts'
import { fields, list, maybe, whole } from './params.ts'
import type { Session } from './session.ts'

const MOST = 50

export function recentFacet({ app, powers, guard, entries, budget }: Session) {
  return {
    async list(params: unknown): Promise<RecentFile<HandleRef>[]> {
      budget.spend()
      const limit = maybe(fields(list(params)[0]).get('limit'), (n) => whole(n, 1, MOST)) ?? MOST
      const grants = powers.grants.list(app.label)
      const found = new Map<string, RecentFile<HandleRef>>()
      for (const { target, at } of powers.audit.recent(app.label)) {
        if (found.size === limit) break
        const grant = grants.find((one) => guard.sees(one, target))
        if (grant === undefined || found.has(target) || entries.kindOf(target) !== 'file') continue
        found.set(target, { file: handleOf(entries.entry(target), grant), usedAt: at })
      }
      return [...found.values()]
    },
  }
}
