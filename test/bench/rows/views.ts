import type { Endpoint } from '@space/sdk/wire'
import { begin, type Row } from '../bench.ts'
import { command, start, stop, timed, visitorOf } from '../daemon.ts'
import { flatFolder } from '../data.ts'
import { median } from '../measure.ts'
import { type Figure, time } from '../table.ts'
import { giveFolder, installAsking } from './revoke.ts'

const WINDOW_ROWS = 100
const WINDOWS = 20
/** Parts of all names, and of each ninth one. */
const BROAD = ['n', 'note', 'note 4']
/** Parts of names: rare, common, absent, with upper case, a pattern. */
const RARE = ['note 4711', 'note 99', 'no such name', 'NOTE 123', '*77.txt']

/** One large folder as an app looks at it: through the daemon, its guard and the wire. */
export const views: Row = {
  id: 'views',
  async measure(bench) {
    const load = begin(bench, 'views')
    const count = bench.sizes.entryCount
    const source = bench.data('flat', (path) => flatFolder(path, count, 'flat'))
    const home = bench.fresh('views-home')
    await command(home, 'init')
    await command(home, 'add', source, '--recursive')
    const took = new Map<string, number[]>()
    for (let round = 0; round < bench.rounds; round += 1) {
      const { daemon } = await start(home)
      try {
        await using visitor = await visitorOf(bench, home)
        const bearer = await visitor.bearer()
        const owner = await visitor.connect(bearer)
        const { label } = await installAsking(visitor, owner)
        const app = await visitor.connect(bearer, label)
        const { entries } = (await owner.call('files.list', [null, {}])) as List
        const flat = entries.find(({ name }) => name === 'flat')
        const folder = await giveFolder(owner, app, flat?.id ?? '')
        await lookAt(app, folder, count, (what, ms) => {
          took.set(what, [...(took.get(what) ?? []), ms])
        })
      } finally {
        await stop(daemon)
      }
    }
    const figure = (work: string, floor: number, goal: number): Figure => {
      const samples = took.get(work) ?? []
      const measured = `${time(Math.min(...samples))} to ${time(Math.max(...samples))}`
      const value = median(samples)
      const rounds = samples.length
      return { work, measured, value, unit: 'ms', rule: 'at most', floor, goal, rounds, load }
    }
    return [
      figure('first window of a sorted folder', 400, 150),
      figure('another window', 20, 10),
      figure('first window by size', 400, 150),
      figure('find by name', 60, 30),
      figure('find by a part of many names', 100, 40),
      figure('find by kind, size and time', 100, 30),
      figure('a window after one change', 150, 60),
    ]
  },
}

interface List {
  readonly entries: readonly { readonly id: string; readonly name: string }[]
}

/** Each look by what it is called. */
async function lookAt(
  app: Endpoint,
  folder: unknown,
  count: number,
  tell: (what: string, ms: number) => void,
): Promise<void> {
  const look = async (what: string, view: object, from = 0): Promise<number> => {
    const asked = [
      { folder, order: { by: 'name' }, ...view },
      { from, count: WINDOW_ROWS },
    ]
    const [ms, page] = await timed(() => app.call('files.rows', asked))
    tell(what, ms)
    return (page as { total: number }).total
  }
  const total = await look('first window of a sorted folder', {})
  if (total !== count) throw new Error(`${total} rows instead of ${count}`)
  for (let n = 0; n < WINDOWS; n += 1)
    await look('another window', {}, Math.floor((n * count) / WINDOWS))
  const bySize = { order: { by: 'size', descending: true } }
  await look('first window by size', bySize)
  for (const text of RARE) await look('find by name', { find: { text } })
  for (const text of BROAD) await look('find by a part of many names', { find: { text } })
  const filters = { types: ['text', 'image'], minBytes: 10, after: 1, before: Date.now() }
  await look('find by kind, size and time', { find: filters })
  for (let n = 0; n < WINDOWS; n += 1) {
    await app.call('files.child', [folder, `new ${n} ${Date.now()}`, { create: 'folder' }])
    await look('a window after one change', {})
  }
}
