import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { load } from '../bench/measure.ts'
import { useFullDisk } from './brim.ts'
import { scanForCanaries } from './canary.ts'
import { compareEqualFiles } from './equal.ts'
import { flipBits } from './flips.ts'
import { fillDisks } from './full.ts'
import { killAtRandom } from './kill.ts'
import { isUntried, type Outcome, report, type Untried } from './outcome.ts'
import { cutPower } from './power.ts'

/** Each kind of fault: how often in full, and how it is tried. */
const FAULTS: Readonly<
  Record<
    string,
    { full: number; run: (work: string, times: number, seed: string) => Promise<Outcome | Untried> }
  >
> = {
  kill: { full: 1000, run: killAtRandom },
  power: { full: 200, run: cutPower },
  flips: { full: 10_000, run: flipBits },
  full: { full: 200, run: fillDisks },
  brim: { full: 1, run: useFullDisk },
  canary: { full: 1, run: scanForCanaries },
  equal: { full: 1, run: compareEqualFiles },
}

const USAGE = `Tries to make Space lose or leak something.

  npm run faults -- [--only FAULT]... [--share N] [--seed TEXT] [--dir FOLDER] [--keep]

  --only FAULT  one of: ${Object.keys(FAULTS).join(' ')}
  --share N     only the N-th part of the rounds (1)
  --seed TEXT   other choices (the date)
  --dir FOLDER  where to work; a real disk (a temporary folder)
  --keep        leave the work folder behind
`

/** Prints a markdown table on stdout, talk on stderr. Returns 1 when anything was lost or leaked. */
export async function main(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      only: { type: 'string', multiple: true, default: Object.keys(FAULTS) },
      share: { type: 'string', default: '1' },
      seed: { type: 'string', default: new Date().toISOString() },
      dir: { type: 'string', default: tmpdir() },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const share = Number(values.share)
  if (values.help || values.only.some((name) => FAULTS[name] === undefined) || !(share >= 1)) {
    process.stderr.write(USAGE)
    return values.help ? 0 : 2
  }
  const work = mkdtempSync(join(values.dir, 'space-faults-'))
  const outcomes: (Outcome | Untried)[] = []
  for (const name of values.only) {
    const fault = FAULTS[name]
    if (fault === undefined) continue
    const times = Math.max(1, Math.round(fault.full / share))
    process.stderr.write(`# load ${load()} - ${name}, ${times} times, seed ${values.seed}\n`)
    const start = performance.now()
    const outcome = await fault.run(work, times, values.seed).catch(
      // A harness that breaks must not hide the others, nor pass for a success.
      (error: unknown): Outcome => ({
        name,
        did: 'broke off',
        faults: [wordsOf(error)],
        notes: [],
      }),
    )
    process.stderr.write(`  ${((performance.now() - start) / 1000).toFixed(0)} s\n`)
    outcomes.push(outcome)
  }
  const bad = outcomes.some((outcome) => !isUntried(outcome) && outcome.faults.length > 0)
  if (values.keep || bad) process.stderr.write(`left behind: ${work}\n`)
  else rmSync(work, { recursive: true, force: true })
  process.stdout.write(
    `${availableParallelism()} cores, Node ${process.versions.node}, seed ${values.seed}\n\n`,
  )
  process.stdout.write(`${report(outcomes)}\n`)
  return bad ? 1 : 0
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? String(error.stack) : String(error)
}
