import type { Chosen, Done, HandleRef } from '../entries.ts'
import type { ConflictAnswers, EntryChange, Selection } from '../edits.ts'
import type { SpaceDirectory, SpaceHandle } from '../handles.ts'
import type { Space } from '../space.ts'
import type { Mark } from '../values.ts'
import { refOf } from './refs.ts'
import type { Tools } from './tools.ts'

/** What is sent of what was chosen. @throws {SpaceError} `bad-input` for what is no handle of ours */
export function chosenOf(what: Selection): Chosen {
  return isList(what) ? { entries: what.map(refOf) } : what
}

export function editsOf({ line, lives }: Tools): Space['edits'] {
  const change = (
    what: Selection,
    wanted: EntryChange<HandleRef>,
    answers: ConflictAnswers = {},
  ): Promise<Done> => {
    const chosen = chosenOf(what)
    const grant = 'entries' in chosen ? chosen.entries[0]?.grant : chosen.view.folder.grant
    const done = line.call('files.change', [chosen, wanted, answers])
    return grant === undefined ? done : lives.during(grant, done)
  }
  const into =
    (kind: 'move' | 'copy') =>
    async (what: Selection, folder: SpaceDirectory, answers?: ConflictAnswers): Promise<Done> =>
      change(what, { kind, folder: refOf(folder) }, answers)

  return Object.freeze({
    move: into('move'),
    copy: into('copy'),
    duplicate: async (what) => change(what, { kind: 'duplicate' }),
    remove: async (what) => change(what, { kind: 'remove' }),
    restore: async (what, answers) => change(what, { kind: 'restore' }, answers),
    mark: async (what, mark: Partial<Mark>) => change(what, { kind: 'mark', mark }),
    rename: async (what: SpaceHandle, name: string, answers) =>
      change([what], { kind: 'rename', name }, answers),
    undo: (token) => line.call('files.undo', [token]),
  } satisfies Space['edits'])
}

/** NOTE: not by its fields: a list has `entries` too. */
function isList(what: Selection): what is readonly SpaceHandle[] {
  return Array.isArray(what)
}
