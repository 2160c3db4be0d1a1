/** Giving a file or folder to an app: noted, and one grant for what is one to the person. */
import type { Actions, Grant, Until } from '../grants/capability.ts'
import type { Powers } from './powers.ts'

export interface Given {
  /** Label of the app. */
  readonly app: string
  readonly entry: string
  readonly actions: Actions
  readonly until: Until
  /** What it is for, in words. */
  readonly label: string
  readonly trial?: string | undefined
}

/** @throws {SpaceError} `quota` when there are too many grants */
export function giveEntry({ entries, grants, audit }: Powers, given: Given): Grant {
  const { app, entry, actions, until, label, trial } = given
  audit.note({
    app,
    action: 'granted',
    target: entry,
    name: entries.nameOf(entry),
    changed: true,
  })
  // The same choice again is the grant that is there: the person sees one, and turns one off.
  const same = grants
    .list(app)
    .find(
      (one) =>
        one.resource.kind === 'entry' &&
        one.resource.entry === entry &&
        one.actions === actions &&
        one.until === until &&
        one.isPrivate !== true,
    )
  if (same !== undefined) return same
  return grants.make({
    app,
    resource: { kind: 'entry', drive: entries.id, entry },
    actions,
    until,
    label,
    ...(trial === undefined ? {} : { trial }),
  })
}
