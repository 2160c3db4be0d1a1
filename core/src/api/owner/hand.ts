/** What an app shows to the shell, checked as each call of its own is. */
import type { Entry } from '../../drive/drive.ts'
import { type Budget, openBudget } from '../../grants/budget.ts'
import type { Actions } from '../../grants/capability.ts'
import { type Access, type Guard, openGuard } from '../../grants/guard.ts'
import { ref, shown } from '../handles.ts'
import type { Powers } from '../powers.ts'

export interface Hand {
  readonly guard: Guard
  readonly budget: Budget
}

/** The guard of an app that asked the shell for something. */
export function handOf({ grants, entries, audit, clock, cpuMs }: Powers, app: string): Hand {
  const budget = openBudget(() => clock.now(), cpuMs)
  return { budget, guard: openGuard({ app, grants, tree: entries, audit, budget }) }
}

/**
 * Do something with what an app holds, when its grant allows what needs `need`.
 *
 * @param handle as the app named it
 * @throws {SpaceError} as {@link Guard.run}; `bad-input` when it is no handle
 */
export function withHeld<T>(
  powers: Powers,
  app: string,
  handle: unknown,
  { need, signal }: { need: Actions; signal: AbortSignal },
  act: (entry: Entry, access: Access) => Promise<T> | T,
): Promise<T> {
  const { grant, entry } = ref(handle)
  // a folder stands for all that is in it
  const whole = powers.entries.kindOf(entry) === 'folder'
  const ask = { grant, need, entries: [entry], action: 'list', isGlance: true, whole } as const
  return handOf(powers, app).guard.run(ask, signal, (access) =>
    act(shown(powers.entries.entry(entry)), access),
  )
}
