/** What an app shows to the shell, checked as each call of its own is. */
import { SpaceError } from '@space/sdk'
import type { Entry } from '../../drive/drive.ts'
import { type Budget, openBudget } from '../../grants/budget.ts'
import type { Actions } from '../../grants/capability.ts'
import { type Access, type Guard, openGuard } from '../../grants/guard.ts'
import { ref, shown } from '../handles.ts'
import { list } from '../params.ts'
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

/** How many handles one question of an app may be about. */
const MOST_HANDLES = 500

/**
 * Do something with several things that an app holds by one grant, at least one.
 *
 * @throws {SpaceError} as {@link withHeld}
 */
export function withAllHeld<T>(
  powers: Powers,
  app: string,
  handles: unknown,
  { need, signal }: { need: Actions; signal: AbortSignal },
  act: (entries: readonly [Entry, ...Entry[]], access: Access) => Promise<T> | T,
): Promise<T> {
  const refs = list(handles).map(ref)
  const [first] = refs
  if (first === undefined || refs.length > MOST_HANDLES) {
    throw new SpaceError('bad-input', `This takes 1 to ${MOST_HANDLES} files and folders`)
  }
  if (refs.some(({ grant }) => grant !== first.grant)) {
    throw new SpaceError('bad-input', 'All of them must be of one grant')
  }
  const ids = [...new Set(refs.map(({ entry }) => entry))]
  const whole = ids.some((id) => powers.entries.kindOf(id) === 'folder')
  const ask = {
    grant: first.grant,
    need,
    entries: ids,
    action: 'list',
    isGlance: true,
    whole,
  } as const
  return handOf(powers, app).guard.run(ask, signal, (access) => {
    const [one, ...others] = ids.map((id) => shown(powers.entries.entry(id)))
    if (one === undefined) throw new Error('nothing was asked for')
    return act([one, ...others], access)
  })
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
