import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readyPeers } from '../peers/peers.ts'
import { FULL, makeBench, QUICK, type Row, wakeUp } from './bench.ts'
import { buildPages } from './daemon.ts'
import { load } from './measure.ts'
import { startWarm } from './ours.ts'
import { addBig, addSmall, addTree } from './rows/add.ts'
import { insert, readdBig, readdTree } from './rows/again.ts'
import { bring } from './rows/bring.ts'
import { entries, save } from './rows/drive.ts'
import { gateway } from './rows/gateway.ts'
import { getBig, getSmall, range } from './rows/get.ts'
import { help } from './rows/help.ts'
import { memory } from './rows/memory.ts'
import { shell } from './rows/shell.ts'
import { files } from './rows/files.ts'
import { thumbs } from './rows/thumbs.ts'
import { views } from './rows/views.ts'
import { type Figure, markdown, verdict } from './table.ts'

const ROWS: readonly Row[] = [
  addBig,
  addSmall,
  addTree,
  getBig,
  getSmall,
  range,
  readdBig,
  readdTree,
  insert,
  save,
  entries,
  memory,
  help,
  gateway,
  views,
  files,
  bring,
  thumbs,
  shell,
]

const USAGE = `Measures Space beside the tools people use, in ratios of one interleaved run.

  npm run bench -- [--only ROW]... [--quick] [--rounds N] [--dir FOLDER]

  --only ROW    one of: ${ROWS.map((row) => row.id).join(' ')}
  --quick       64 MiB and 1,000 files: shows that it runs, says little about speed
  --rounds N    how often each contestant runs (3)
  --dir FOLDER  where to work; a real disk with 25 GB free (a temporary folder)
`

/**
 * Measures the rows that were asked for and prints them as a markdown table on stdout, talk on
 * stderr. Returns 1 when a floor does not hold in a full run.
 */
export async function main(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      only: { type: 'string', multiple: true },
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string', default: '3' },
      dir: { type: 'string', default: tmpdir() },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const rows =
    values.only === undefined ? ROWS : ROWS.filter((row) => values.only?.includes(row.id))
  const rounds = Number(values.rounds)
  if (values.help || rows.length < (values.only?.length ?? 0) || !(rounds >= 1)) {
    process.stderr.write(USAGE)
    return values.help ? 0 : 2
  }
  // A daemon that is started without the launcher serves the pages that are there.
  await buildPages()
  const peers = readyPeers()
  for (const { name, why } of peers.missing)
    process.stderr.write(`not compared with ${name}: ${why}\n`)
  const work = mkdtempSync(join(values.dir, 'space-bench-'))
  const figures: Figure[] = []
  const failures: string[] = []
  try {
    const bench = makeBench(work, values.quick ? QUICK : FULL, rounds, peers)
    // Once unmeasured: what it compiles is kept, as it is for a person from the second command on.
    await (await startWarm(bench.fresh('ours'), wakeUp(bench)))[Symbol.asyncDispose]()
    for (const row of rows) {
      try {
        const measured = await row.measure(bench)
        figures.push(...measured)
        // a run that is cut short has said what it knows
        process.stderr.write(`${markdown(measured)}\n`)
      } catch (error) {
        // One row that cannot be measured must not hide the others, nor be forgotten.
        failures.push(`${row.id}: ${error instanceof Error ? String(error.stack) : String(error)}`)
      }
    }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  process.stdout.write(`${availableParallelism()} cores, Node ${process.versions.node}; `)
  process.stdout.write(
    `load at the end ${load()}${values.quick ? '; QUICK, floors do not bind' : ''}\n\n`,
  )
  process.stdout.write(`${markdown(figures)}\n`)
  for (const failure of failures) process.stdout.write(`\nnot measured: ${failure}\n`)
  const missed = figures.some((figure) => verdict(figure) === 'miss')
  return failures.length > 0 || (missed && !values.quick) ? 1 : 0
}
