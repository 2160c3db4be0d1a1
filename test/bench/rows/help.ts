import { join } from 'node:path'
import { begin, type Row } from '../bench.ts'
import { interleave, median, timeLine } from '../measure.ts'
import { time } from '../table.ts'

const LAUNCHER = join(import.meta.dirname, '../../../core/bin/space.js')

/** How often each program is started. */
const STARTS = 15

export const help: Row = {
  id: 'help',
  async measure(bench) {
    const load = begin(bench, 'help')
    const env = { LAUNCHER, SPACE_HOME: bench.fresh('no-home') }
    const contestants = new Map([
      ['ours', () => timeLine('node "$LAUNCHER" --help > /dev/null', env)],
      ['node', () => timeLine('node -e 0', env)],
    ])
    // Once unmeasured: the launcher may have to fetch its Node or fill its cache.
    await timeLine('node "$LAUNCHER" --help > /dev/null', env)
    const taken = await interleave(STARTS, contestants)
    const own = median(taken.get('ours') ?? [])
    const bare = median(taken.get('node') ?? [])
    return [
      {
        work: '`space --help` through the launcher, times `node -e 0` of the host',
        measured: `${time(own)} against ${time(bare)}`,
        value: own / bare,
        unit: '×',
        rule: 'at most',
        floor: 3,
        goal: 2,
        rounds: STARTS,
        load,
      },
    ]
  },
}
