import { begin, type Row, wakeUp } from '../bench.ts'
import { randomFile } from '../data.ts'
import { startOurs, startWarm } from '../ours.ts'
import type { Figure } from '../table.ts'

export const memory: Row = {
  id: 'memory',
  async measure(bench) {
    const load = begin(bench, 'memory')
    const source = bench.data('long.bin', (path) => randomFile(path, bench.sizes.longBytes, 'long'))
    const home = bench.fresh('ours')
    const figures: Figure[] = []
    {
      await using ours = await startWarm(home, wakeUp(bench))
      await ours.ask({ op: 'import', sources: [source], to: '/' })
      figures.push(figure(`add of ${bench.words.longBytes}`, ours.peakMB(), 200, 120))
    }
    bench.fresh('data/long.bin')
    {
      await using ours = await startOurs(home)
      const { count } = await ours.ask({ op: 'read', path: '/long.bin', times: 2 })
      if (count !== 2 * bench.sizes.longBytes) throw new Error(`read ${count} bytes`)
      await ours.ask({
        op: 'ranges',
        path: '/long.bin',
        size: bench.sizes.longBytes,
        bytes: 65536,
        count: 2000,
      })
      figures.push(
        figure(
          `long reading (${bench.words.longBytes} twice, 2,000 places)`,
          ours.peakMB(),
          250,
          150,
        ),
      )
    }
    bench.fresh('ours')
    return figures

    function figure(what: string, value: number, floor: number, goal: number): Figure {
      const work = `peak memory of the whole process, ${what}`
      return {
        work,
        measured: 'VmHWM',
        value,
        unit: 'MB',
        rule: 'at most',
        floor,
        goal,
        rounds: 1,
        load,
      }
    }
  },
}
