// One life of a space: opens it, checks what the lives before acknowledged, works until it is killed.
// node life.ts HOME LOGS ROUND work|check; says on stdout `opened MS`, `checked`, `lost …` or `failed …`.
import { mkdirSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { openOurs } from '../bench/open-ours.ts'
import { drawFrom } from './draw.ts'
import { readPast, startLog } from './log.ts'
import { apply, judge, type State } from './model.ts'
import { checkVersions, observe } from './observe.ts'
import { chooseWork } from './works.ts'

const [home = '', logs = '', round = '0', mode = 'check', seed = ''] = process.argv.slice(2)

try {
  await live()
} catch (error) {
  say(`failed ${JSON.stringify(error instanceof Error ? String(error.stack) : String(error))}`)
}
// The parent has read why; a space that failed may hold what keeps a process alive.
process.exit()

async function live(): Promise<void> {
  say('opening')
  const start = performance.now()
  await using space = await openOurs(home)
  const { drive } = space
  say(`opened ${Math.round(performance.now() - start)}`)
  const { state: before, pending } = readPast(logs)
  const verdict = judge(before, pending, await observe(drive))
  if ('lost' in verdict) return say(`lost ${JSON.stringify(verdict.lost)}`)
  let state: State = verdict.state
  const wrong = await checkVersions(drive, state, mode === 'check' ? 100 : 3)
  if (wrong.length > 0) return say(`lost ${JSON.stringify(wrong)}`)
  const scratch = join(logs, 'scratch')
  rmSync(scratch, { recursive: true, force: true })
  mkdirSync(scratch)
  const draw = drawFrom(`${seed} life ${round}`)
  if (mode === 'check') {
    const report = await drive.verify()
    if (report.problems.length > 0) return say(`lost ${JSON.stringify(report.problems)}`)
    await chooseWork({ files: new Map(), trash: new Map() }, draw, `check-${round}`, scratch).run(
      drive,
    )
    return say('checked')
  }
  const log = startLog(logs, Number(round), state)
  say('checked')
  for (let i = 0; ; i++) {
    const { op, run } = chooseWork(state, draw, `${round}-${i}`, scratch)
    log.begun(op)
    await run(drive)
    log.done()
    state = apply(state, op)
  }
}

/** Straight to the descriptor: a killed process must have said what it said. */
function say(text: string): void {
  writeSync(1, `${text}\n`)
}
