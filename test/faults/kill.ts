import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Draw, drawFrom } from './draw.ts'
import { startLife, untilChecked } from './lives.ts'
import { readPast } from './log.ts'
import type { Outcome } from './outcome.ts'

/** After so many kills a space is left for a fresh one, so that reading all of it stays quick. */
const ROUNDS_PER_HOME = 40
/** One in so many lives is killed while it opens or checks. */
const EARLY = 6

/**
 * Kills a working process at random moments, again and again over one space, and has each next
 * process check that everything acknowledged is there.
 */
export async function killAtRandom(work: string, rounds: number, seed: string): Promise<Outcome> {
  const draw = drawFrom(`kill ${seed}`)
  const faults: string[] = []
  const under = new Map<string, number>()
  let acknowledged = 0
  let slowestMs = 0
  let kills = 0
  let early = 0
  let home = freshHome(work, 0)
  for (let round = 0; kills < rounds; round++) {
    if (round % ROUNDS_PER_HOME === 0) {
      rmSync(home, { recursive: true })
      home = freshHome(work, round)
    }
    const logs = join(home, 'logs')
    const life = startLife(join(home, 'space'), logs, round, 'work', seed)
    if (draw.below(EARLY) === 0) {
      await killWhileOpening(draw, life)
      early += 1
    } else {
      const checked = await untilChecked(life)
      if (checked.kind !== 'checked') {
        life.child.kill('SIGKILL')
        await life.ended
        faults.push(`round ${round}: ${checked.kind}: ${checked.what}`)
        // Kept for whoever looks into it.
        renameSync(home, `${home}.failed-${round}`)
        home = freshHome(work, round)
        kills += 1
        continue
      }
      slowestMs = Math.max(slowestMs, checked.openMs)
      await wait(draw.below(draw.below(2) === 0 ? 60 : 600))
    }
    // It works without an end: when it is gone by itself, it said why.
    if (life.child.exitCode !== null) {
      faults.push(`round ${round}: ${(await life.line()) ?? 'it ended without a word'}`)
    }
    life.child.kill('SIGKILL')
    await life.ended
    kills += 1
    const past = readPast(logs)
    acknowledged += past.acknowledged
    const what = past.pending?.kind ?? 'nothing'
    under.set(what, (under.get(what) ?? 0) + 1)
  }
  // The last kill is checked like all others.
  const last = startLife(join(home, 'space'), join(home, 'logs'), rounds + 1, 'check', seed)
  const checked = await untilChecked(last)
  if (checked.kind !== 'checked') faults.push(`at the end: ${checked.kind}: ${checked.what}`)
  await last.ended
  return {
    name: 'kill -9',
    did: `${kills} kills (${early} while opening), ${acknowledged} changes acknowledged`,
    faults,
    notes: [`slowest start ${slowestMs} ms`, `under way when killed: ${counts(under)}`],
  }
}

/** `a 3, b 1`, most first. */
export function counts(of: ReadonlyMap<string, number>): string {
  const sorted = [...of].toSorted(([, a], [, b]) => b - a)
  return sorted.map(([name, count]) => `${name} ${count}`).join(', ')
}

async function killWhileOpening(draw: Draw, life: ReturnType<typeof startLife>): Promise<void> {
  await life.line()
  await wait(draw.below(250))
}

function freshHome(work: string, round: number): string {
  const home = join(work, `kill-${round}`)
  rmSync(home, { recursive: true, force: true })
  mkdirSync(join(home, 'logs'), { recursive: true })
  return home
}
