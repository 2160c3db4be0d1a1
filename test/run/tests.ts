import { join } from 'node:path'
import { startVitest } from 'vitest/node'
import type { Reporter, TestModule } from 'vitest/node'
import type { Tally } from './tally.ts'

/**
 * Run the tests whose file matches one of `filters` (all when there are none) and count them.
 *
 * A file that cannot be loaded and an error outside of any test count as one failure each;
 * a skipped test counts as skipped only when it says why, and as a failure otherwise.
 */
export async function runTests(root: string, filters: readonly string[]): Promise<Tally> {
  const seen: { modules: readonly TestModule[]; stray: number } = { modules: [], stray: 0 }
  const counter: Reporter = {
    onTestRunEnd: (modules, errors) => {
      seen.modules = modules
      seen.stray = errors.length
    },
  }
  const vitest = await startVitest('test', [...filters], {
    root,
    config: join(root, 'test', 'vitest.config.ts'),
    run: true,
    watch: false,
    reporters: ['default', counter],
  })
  await vitest.close()
  // Vitest sets it for itself; the verdict here is the tally's.
  process.exitCode = 0
  return count(seen.modules, seen.stray)
}

/** @param stray errors that belong to no test */
export function count(modules: readonly TestModule[], stray: number): Tally {
  const tally: Tally = { passed: 0, failed: stray, skipped: 0 }
  if (modules.length === 0) tally.failed += 1
  for (const file of modules) {
    const tests = [...file.children.allTests()]
    const failedBefore = tally.failed
    for (const test of tests) {
      const result = test.result()
      if (result.state === 'passed') tally.passed += 1
      else if (result.state === 'skipped' && result.note !== undefined) {
        console.log(`skipped: ${test.fullName}: ${result.note}`)
        tally.skipped += 1
      } else {
        if (result.state !== 'failed')
          console.log(`FAILED ${test.fullName}: ${result.state} without a reason`)
        tally.failed += 1
      }
    }
    // A hook or an import that threw fails the file although no test of it did.
    if (!file.ok() && tally.failed === failedBefore) tally.failed += 1
    if (tests.length === 0 && file.ok()) tally.failed += 1
  }
  return tally
}
