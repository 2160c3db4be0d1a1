/** Keeps what is written out away from the home of this space: a keyring in its way would be lost. */
import fs from 'node:fs'
import { dirname, resolve } from 'node:path'
import { SpaceError } from '@space/sdk'

/** Whether a folder is the home, by whatever path it was reached: a link, a second mount, other case. */
export type IsHome = (folder: fs.BigIntStats) => boolean

/** @param home its folder; without one nothing is it */
export function homeAt(home: string | undefined): IsHome {
  const own = home === undefined ? undefined : fs.statSync(home, { bigint: true })
  return ({ ino, dev }) => own !== undefined && ino === own.ino && dev === own.dev
}

/**
 * Looks whether `to`, which may not be there yet, is the home or in it.
 *
 * @throws {SpaceError} `bad-input`
 */
export function demandOutsideHome(to: string, isHome: IsHome): void {
  let at = resolve(to)
  while (!fs.existsSync(at) && at !== dirname(at)) at = dirname(at)
  for (at = fs.realpathSync(at); ; at = dirname(at)) {
    if (isHome(fs.statSync(at, { bigint: true }))) throw intoHome(to)
    if (at === dirname(at)) return
  }
}

export function intoHome(path: string): SpaceError {
  return new SpaceError('bad-input', `${path} is the home of this space, or a part of it`, {
    why: 'what opens your files is kept there, and would be overwritten',
    try: 'name another folder with --to',
    facts: { path },
  })
}
