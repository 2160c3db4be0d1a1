import { hostname, userInfo } from 'node:os'
import type { Entry } from '../drive/drive.ts'
import { escapeName } from './text.ts'

/** A name as people see it: escaped, folders with `/` and links with `@` behind. */
export function displayName(
  { name, kind }: Pick<Entry, 'name' | 'kind'>,
  colours: boolean,
): string {
  const safe = escapeName(name)
  if (kind === 'file') return safe
  if (kind === 'symlink') return colours ? `\u001b[36m${safe}\u001b[0m@` : `${safe}@`
  return colours ? `\u001b[1;34m${safe}\u001b[0m/` : `${safe}/`
}

/** What a person is called who did not say it. */
export function personName(): string {
  try {
    return userInfo().username
  } catch {
    // A user without an entry in the system, as in containers.
    return hostname()
  }
}

/** What this device is called until the person says it. */
export function deviceName(): string {
  return hostname() || personName()
}
