import { expect, test } from 'vitest'
import { VECTORS } from '../apps/hostile/vectors.js'
import { familiesOf, leaksOf, RUNS, runExfil } from './exfil/outside.ts'

/** What SECURITY.md says of a browser that Space did not launch. */
const KNOWN_IN_PLAIN: readonly string[] = []

/** A third each time, another one each day; `npm run attacks` runs all of them. */
const third = Math.floor(Date.now() / 86_400_000) % 3

test(`a hostile app says nothing to the network (vectors ${third}, ${third + 3}, … of ${VECTORS.length})`, async (context) => {
  const heard = await runExfil(third)
  if ('why' in heard) return context.skip(heard.why)
  for (const run of RUNS)
    expect(heard.failed[run], `pages of ${run} that were not tried`).toEqual([])

  // Silence means something only where the same pages are heard without our defences.
  const baseline = familiesOf(heard, 'baseline')
  expect(leaksOf(heard, 'baseline').length / heard.chosen.length).toBeGreaterThan(0.6)
  for (const [family, [, loud]] of baseline) expect(loud, family).toBeGreaterThan(0)

  expect(leaksOf(heard, 'launched')).toEqual([])
  const unknown = (name: string): boolean => !KNOWN_IN_PLAIN.some((known) => name.startsWith(known))
  expect(leaksOf(heard, 'plain').filter(unknown)).toEqual([])
  expect(leaksOf(heard, 'plainquiet').filter(unknown)).toEqual([])
})
