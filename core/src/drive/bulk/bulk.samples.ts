/** Bulk changes for tests, told by paths, and the whole tree as one thing to compare. */
import type { Opened } from '../drive.samples.ts'
import type { Entry } from '../drive.ts'
import { text } from '../drive.samples.ts'
import type { Answers, BulkAuthor, BulkChange, BulkDone, BulkOptions, Undo } from './bulk.ts'

type Asked = Partial<Omit<Answers, 'each'>> & { each?: Record<string, Answers['conflicts']> }

export function bulkOf({ drive, byEntry }: Opened, author: Partial<BulkAuthor> = {}) {
  const edits = byEntry.editMany({ check: () => undefined, may: () => true, ...author })
  const idAt = async (path: string): Promise<string> => (await drive.stat(path)).id
  const idsAt = (paths: readonly string[]) => Promise.all(paths.map(idAt))
  const answersOf = async ({ conflicts = 'ask', folders, each = {} }: Asked): Promise<Answers> => {
    const ids = await Promise.all(
      Object.entries(each).map(async ([path, answer]) => [await idAt(path), answer] as const),
    )
    return { conflicts, folders: folders ?? conflicts, each: new Map(ids) }
  }
  const change = async (
    paths: readonly string[],
    what: BulkChange,
    asked?: Asked,
    options: BulkOptions = {},
  ): Promise<BulkDone> =>
    edits.change(await idsAt(paths), what, {
      ...options,
      ...(asked !== undefined && { answers: await answersOf(asked) }),
    })
  return {
    change,
    move: async (paths: readonly string[], to: string, asked?: Asked) =>
      change(paths, { kind: 'move', folder: await idAt(to) }, asked),
    copy: async (paths: readonly string[], to: string, asked?: Asked) =>
      change(paths, { kind: 'copy', folder: await idAt(to) }, asked),
    duplicate: (...paths: string[]) => change(paths, { kind: 'duplicate' }),
    remove: (...paths: string[]) => change(paths, { kind: 'remove' }),
    rename: (path: string, name: string, asked?: Asked) =>
      change([path], { kind: 'rename', name }, asked),
    mark: (paths: readonly string[], marks: { starred?: boolean; tags?: readonly string[] }) =>
      change(paths, { kind: 'mark', ...marks }),
    /** By where they were. */
    async restore(paths: readonly string[], asked?: Asked): Promise<BulkDone> {
      const trash = await drive.trash()
      const ids = paths.map((path) => trash.find(({ from }) => from === path)?.id ?? 'none')
      const answers = asked === undefined ? {} : { answers: await answersOf(asked) }
      return edits.change(ids, { kind: 'restore' }, answers)
    },
    undo: (undo: Undo | undefined, options?: BulkOptions): Promise<BulkDone> =>
      edits.undo(undo ?? { steps: [] }, options),
  }
}

/** Everything to be seen below a folder, by path: kind, content, marks, and with `ids` whose it is. */
export async function treeOf(
  { drive }: Opened,
  { ids = false, top = '/' } = {},
): Promise<string[]> {
  const lines: string[] = []
  const visit = async (folder: string): Promise<void> => {
    for (const entry of await drive.list(folder)) {
      lines.push([await lineOf(entry), ...(ids ? [entry.id] : [])].join(' '))
      if (entry.kind === 'folder') await visit(entry.path)
    }
  }
  const lineOf = async ({ path, kind, starred, tags, mtime, mode }: Entry): Promise<string> => {
    const marks = [...(starred === true ? ['*'] : []), ...(tags ?? [])].join(',')
    if (kind !== 'file') return `${path}/ ${marks}`
    return `${path} ${JSON.stringify(await text(drive, path))} ${mtime} ${mode} ${marks}`
  }
  await visit(top)
  return lines
}
