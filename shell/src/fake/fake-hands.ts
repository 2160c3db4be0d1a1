import { SpaceError } from '@space/sdk'
import type { EntryRow, Host, InstalledApp, Opening, OutsideRow } from '@space/sdk/host'
import { mediaType } from '@space/sdk/media'
import { fakeOutside } from './fake-outside.ts'
import { ref } from './world.ts'

export interface FakeHands extends Pick<Host, 'openings' | 'saves' | 'erasing' | 'outside'> {
  /** What was opened with which app, saved, and erased, one line each. */
  readonly done: string[]
  /** Something became of what is open outside. */
  putOutside(rows: readonly OutsideRow[]): void
}

/**
 * What apps hand to the shell, over the entries of a world. The trash holds three things.
 *
 * @param rowOf the entry behind the id that an app names
 */
export function fakeHands(
  apps: () => readonly InstalledApp[],
  rowOf: (id: string) => EntryRow,
  openOutside: readonly OutsideRow[] = [],
): FakeHands {
  const done: string[] = []
  const usual = new Map<string, { app: string; action: 'open' | 'edit' | 'preview' }>()
  const shownRow = (handle: unknown): EntryRow =>
    rowOf(String((Object(handle) as { entry?: unknown }).entry))
  const opening = (from: string, handle: unknown): Opening => {
    const file = shownRow(handle)
    if (file.kind === 'folder') throw new SpaceError('is-folder', 'This is a folder')
    const type = mediaType(file.name)
    const choices = apps()
      .filter(({ label }) => label !== from)
      .flatMap((app) =>
        app.handlers
          .filter(({ mime }) => mime === type || mime === `${type.split('/')[0] ?? ''}/*`)
          .map(({ action }) => ({ app: ref(app), action })),
      )
    const known = usual.get(type)
    const found = choices.find(
      ({ app, action }) => app.label === known?.app && action === known.action,
    )
    return { file, type, choices, usual: found ?? null }
  }

  const copies = fakeOutside(shownRow, openOutside, (line) => void done.push(line))
  return {
    done,
    outside: copies.outside,
    putOutside: copies.put,
    openings: {
      look: async (from, handle) => opening(from, handle),
      async open(from, handle, { app, action, always }) {
        const { file, type } = opening(from, handle)
        if (always === true) usual.set(type, { app, action })
        done.push(`${action} ${file.name} with ${app}`)
      },
      usual: async () =>
        [...usual].flatMap(([type, { app: label, action }]) => {
          const app = apps().find((one) => one.label === label)
          return app === undefined ? [] : [{ type, app: ref(app), action }]
        }),
      forget: async (type) => void usual.delete(type),
    },
    saves: {
      async look(_from, handles) {
        const entry = shownRow(handles[0])
        const isFile = entry.kind === 'file'
        return {
          id: `saving ${entry.id}`,
          entry,
          items: handles.length,
          files: isFile ? 1 : 126,
          folders: isFile ? 0 : 4,
          bytes: isFile ? entry.size : 84_000_000,
        }
      },
      async begin(id) {
        const { name } = rowOf(id.slice('saving '.length))
        done.push(`save ${name}`)
        return { path: `/~save/${name}` }
      },
    },
    erasing: {
      async look(_from, _folder, what) {
        const items = Array.isArray(what) ? what.length : 3
        const names = ['Old drafts', 'Invoice 12.pdf', 'IMG_4410.jpg'].slice(0, items)
        return { id: `${items} items`, items, bytes: items * 1_400_000, names }
      },
      async erase(id) {
        done.push(`erase ${id}`)
        return { erased: Number.parseInt(id, 10) }
      },
    },
  }
}
