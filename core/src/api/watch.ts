/** Telling an app what changes in what it was given, in names that begin there. */
import type { HandleRef } from '@space/sdk/calls'
import type { Change } from '@space/sdk'
import { splitPath } from '../drive/paths.ts'
import type { Access } from '../grants/guard.ts'
import type { Session } from './session.ts'

export async function* watchEntries(
  { entries, guard }: Session,
  top: string,
  { grant, signal }: Access,
): AsyncGenerator<Change<HandleRef>> {
  // NOTE: begun before it is said that nothing will be missed from now on
  const changes = entries.watch(top, signal)
  yield { kind: 'resync' }
  for await (const change of changes) {
    if (change.kind === 'resync') {
      yield { kind: 'resync' }
      continue
    }
    const { id, kind } = change
    // what was removed is nowhere any more: that it was here the drive says
    const isKnown = kind === 'removed' ? grant.actions !== 'add' : guard.sees(grant, id)
    if (!isKnown) continue
    const names = splitPath(change.path)
    const above = namesAbove(top)
    const isBelow = above !== undefined && above.every((name, i) => names[i] === name)
    if (!isBelow) {
      yield { kind: 'resync' }
      continue
    }
    const name = names.at(-1) ?? ''
    const handle = { grant: grant.id, entry: id, kind: entries.kindOf(id), name }
    yield { kind, handle, path: names.slice(above.length) }
  }

  function namesAbove(id: string): string[] | undefined {
    return entries.isWithin(id, entries.root) ? splitPath(entries.entry(id).path) : undefined
  }
}
