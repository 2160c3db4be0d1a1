import { begin, type Row, wakeUp } from '../bench.ts'
import { flatFolder } from '../data.ts'
import { median } from '../measure.ts'
import { startOurs, startWarm } from '../ours.ts'
import { type Figure, time } from '../table.ts'

export const save: Row = {
  id: 'save',
  async measure(bench) {
    const load = begin(bench, 'save')
    await using ours = await startWarm(bench.fresh('ours'), wakeUp(bench))
    const plainPath = bench.fresh('plain-saves')
    const { samples, plain } = await ours.ask({
      op: 'saves',
      plain: plainPath,
      bytes: 4096,
      count: 200,
    })
    const own = median(samples)
    return [
      {
        work: 'save one 4 KiB file, acknowledged; times a 4 KiB write + fdatasync',
        measured: `${time(own)} against ${time(median(plain))}`,
        value: own / median(plain),
        unit: '×',
        rule: 'at most',
        floor: 8,
        goal: 4,
        rounds: samples.length,
        load,
      },
    ]
  },
}

export const entries: Row = {
  id: 'entries',
  async measure(bench) {
    const load = begin(bench, 'entries')
    const count = bench.sizes.entryCount
    const source = bench.data('flat', (path) => flatFolder(path, count, 'flat'))
    const home = bench.fresh('ours')
    let addPeakMB = 0
    {
      await using ours = await startWarm(home, wakeUp(bench))
      await ours.ask({ op: 'import', sources: [source], to: '/' })
      addPeakMB = ours.peakMB()
    }
    const opens: number[] = []
    const grown: number[] = []
    const lists: number[] = []
    const searches: number[] = []
    for (let round = 0; round < bench.rounds; round++) {
      await using ours = await startOurs(home)
      opens.push(ours.opened.ms)
      grown.push(ours.opened.grownMB)
      const list = await ours.ask({ op: 'list', path: '/flat', count: 3 })
      if (list.count !== 3 * count) throw new Error(`listed ${list.count} instead of 3 x ${count}`)
      lists.push(...list.samples)
      const search = await ours.ask({ op: 'search', texts: TEXTS })
      if (search.count === 0) throw new Error('a search found nothing')
      searches.push(...search.samples)
    }
    const shared = { rounds: bench.rounds, load, rule: 'at most' as const }
    return [
      timeFigure(`open a drive of ${bench.words.entryCount} entries`, opens, {
        ...shared,
        unit: 's',
        floor: 1,
        goal: 0.3,
      }),
      {
        ...shared,
        work: `open a drive of ${bench.words.entryCount} entries: memory`,
        measured: 'live heap and buffers behind a collection',
        value: median(grown),
        unit: 'MB',
        floor: 40,
        goal: 20,
      },
      timeFigure(`list a ${bench.words.entryCount}-entry folder, sorted`, lists, {
        ...shared,
        unit: 'ms',
        floor: 400,
        goal: 150,
      }),
      timeFigure(`search ${bench.words.entryCount} entries by name`, searches, {
        ...shared,
        unit: 'ms',
        floor: 20,
        goal: 5,
      }),
      {
        ...shared,
        work: `peak memory of the whole process, add of ${bench.words.entryCount} files`,
        measured: 'VmHWM',
        value: addPeakMB,
        unit: 'MB',
        floor: 200,
        goal: 120,
        rounds: 1,
      },
    ]
  },
}

/** Parts of names: rare, common, absent, with upper case. */
const TEXTS = ['note 4711', 'note 99', 'no such name', 'NOTE 123', 'a1b2', '77.txt']

type Rest = Pick<Figure, 'rounds' | 'load' | 'rule' | 'floor' | 'goal'> & { unit: 's' | 'ms' }

function timeFigure(work: string, samples: readonly number[], rest: Rest): Figure {
  const ms = median(samples)
  const spread = `${time(Math.min(...samples))} to ${time(Math.max(...samples))}`
  return {
    ...rest,
    work,
    measured: spread,
    value: rest.unit === 's' ? ms / 1000 : ms,
    rounds: samples.length,
  }
}
