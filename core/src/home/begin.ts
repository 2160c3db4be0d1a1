/** Where the window of a home that is being made will begin. */
import { beginningOf } from '../api/owner/home.ts'
import { openSettings } from '../settings/settings.ts'
import type { CreateHome } from '../space.ts'

/** @throws {SpaceError} `disk-full`, `io` */
export function beginIn(
  ground: { dir: string; key: Uint8Array },
  begin: NonNullable<CreateHome['begin']>,
  now: number,
): void {
  using settings = openSettings(ground)
  settings.set('home', beginningOf(begin, now))
}
