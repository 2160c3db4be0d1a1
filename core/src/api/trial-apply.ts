/** Taking over one change of a trial; nothing of the person's is lost by it. */
import { isSpaceError } from '@space/sdk'
import type { TrialChange } from '@space/sdk/host'
import type { Entry } from '../drive/drive.ts'
import type { DriveByEntry, EditsByEntry } from '../drive/by-entry.ts'
import { versionOf, type KeptTrial } from './trial-changes.ts'

/** False when it was left as it is, because the person changed it meanwhile or it is gone. */
export async function applyChange(
  entries: DriveByEntry,
  edits: EditsByEntry,
  trial: KeptTrial,
  change: TrialChange,
): Promise<boolean> {
  const names = change.path.split('/')
  const name = names.pop() ?? ''
  try {
    if (change.kind === 'removed') return await removeThere(names, name)
    const source = at(trial.copy, [...names, name])
    // NOTE: again here: others were taken over since it was compared
    if (source === undefined || versionOf(source) !== change.version) return false
    const parent = await folderThere(names)
    if (change.entryKind === 'folder') {
      if (entries.child(parent, name) === undefined) await edits.makeFolder(parent, name)
      return true
    }
    const there = entries.child(parent, name)
    if (there === undefined) await edits.copy(source.id, parent, name)
    // both are kept: the person's as it is, the app's beside it
    else if (change.conflict) await edits.copy(source.id, parent, besideName(parent, name))
    else await edits.write({ entry: there.id }, readNow(source), {})
    return true
  } catch (error) {
    if (isSpaceError(error, 'not-found') || isSpaceError(error, 'not-folder')) return false
    throw error
  }

  /** By version, so that the app cannot write another one in between. */
  function readNow({ id, version }: Entry): AsyncIterable<Uint8Array> {
    return entries.read(id, version === undefined ? {} : { version })
  }

  async function removeThere(above: readonly string[], last: string): Promise<boolean> {
    const there = at(trial.folder, [...above, last])
    if (there === undefined || change.conflict) return false
    // a folder goes only when nothing is left in it: what is there the app never saw
    if (there.kind === 'folder' && entries.list(there.id).length > 0) return false
    await edits.remove(there.id)
    return true
  }

  function at(root: string, path: readonly string[]): Entry | undefined {
    let found: Entry | undefined = entries.entry(root)
    for (const step of path) found = found === undefined ? undefined : entries.child(found.id, step)
    return found
  }

  async function folderThere(path: readonly string[]): Promise<string> {
    let folder = trial.folder
    for (const step of path)
      folder = (entries.child(folder, step) ?? (await edits.makeFolder(folder, step))).id
    return folder
  }

  function besideName(parent: string, taken: string): string {
    const dot = taken.lastIndexOf('.')
    const [stem, ending] = dot > 0 ? [taken.slice(0, dot), taken.slice(dot)] : [taken, '']
    for (let n = 1; ; n++) {
      const beside = `${stem} (trial${n === 1 ? '' : ` ${n}`})${ending}`
      if (entries.child(parent, beside) === undefined) return beside
    }
  }
}
