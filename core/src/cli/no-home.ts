import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { SpaceError } from '@space/sdk'

/** No home is where one was looked for. */
export function noHome(home: string): SpaceError {
  if (existsSync(join(home, 'blocks')))
    return new SpaceError('not-initialized', 'There are files here, but no keyring to open them', {
      why: `${home} holds a store without the file "keyring"`,
      try: 'space init --recover with the 24 words of its owner',
      facts: { home },
    })
  return new SpaceError('not-initialized', 'There is no space here yet', {
    why: `${home} holds none`,
    try: 'space init',
    facts: { home },
  })
}
