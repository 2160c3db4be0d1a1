import type { HandleRef, Row, View } from '../calls.ts'
import type { Selection } from '../edits.ts'
import type { SpaceDirectory, SpaceHandle, SpaceView, ViewOptions, ViewRow } from '../handles.ts'
import { chosenOf } from './edits.ts'
import { lasting } from './lasting.ts'
import { refOf, statOf } from './refs.ts'
import type { Tools } from './tools.ts'

type OpenHandle = (tools: Tools, ref: HandleRef) => SpaceHandle

export function openView(
  tools: Tools,
  folder: SpaceDirectory,
  { order = { by: 'name' }, ...options }: ViewOptions,
  openHandle: OpenHandle,
): SpaceView {
  const { line } = tools
  const view: View = { folder: refOf(folder), order, ...options }
  const during = <T>(work: Promise<T>): Promise<T> => tools.lives.during(folder.grant, work)

  return Object.freeze({
    folder,
    async rows(from: number, count: number, { signal }: { signal?: AbortSignal } = {}) {
      const page = await during(line.call('files.rows', [view, { from, count }], signal))
      return { ...page, rows: page.rows.map((row) => rowOf(row, (ref) => openHandle(tools, ref))) }
    },
    indexOf: (entry) =>
      during(
        line.call('files.rowOf', [
          view,
          { entry: typeof entry === 'string' ? entry : refOf(entry).entry },
        ]),
      ),
    seek: (startsWith: string, after?: number) =>
      during(
        line.call('files.rowOf', [view, { startsWith, ...(after === undefined ? {} : { after }) }]),
      ),
    choose: (ranges, revision: string) => ({ view, ranges, revision }),
    tally: async (what: Selection) => during(line.call('files.tally', [chosenOf(what)])),
    async *watch({ signal }: { signal?: AbortSignal } = {}) {
      const open = () => line.stream('files.watchRows', [view], signal)
      try {
        for await (const { revision } of lasting(tools.wait, open, signal)) yield revision
      } catch (error) {
        await during(Promise.reject(error))
      }
    },
  } satisfies SpaceView)
}

function rowOf(
  { path, trashedAt, daysLeft, group, ...stat }: Row,
  open: (ref: HandleRef) => SpaceHandle,
): ViewRow {
  let handle: ViewRow['handle'] | undefined
  return {
    ...statOf(stat),
    id: stat.entry,
    get handle() {
      // NOTE: an EventTarget each, so only for the rows that are used
      return (handle ??= open(stat))
    },
    ...(path === undefined ? {} : { path }),
    ...(trashedAt === undefined ? {} : { trashedAt }),
    ...(daysLeft === undefined ? {} : { daysLeft }),
    ...(group === undefined ? {} : { group }),
  }
}
