import { SpaceError } from '@space/sdk'

/** No home is where one was looked for. */
export function noHome(home: string): SpaceError {
  return new SpaceError('not-initialized', 'There is no space here yet', {
    why: `${home} holds none`,
    try: 'space init',
    facts: { home },
  })
}
