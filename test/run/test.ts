import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { CHECKS, runCheck } from './checks.ts'
import { prepareMachine } from './machine.ts'
import { runTests } from './tests.ts'
import type { Tally } from './tally.ts'

const root = join(import.meta.dirname, '..', '..')

/**
 * Run everything that must hold: format, lint, types, unused code, then every test.
 * With arguments only the tests in files whose path contains one of them are run.
 *
 * The last line on stdout is `N passed, N failed, N skipped`, static checks counted as one each.
 * Returns the exit code.
 */
export async function main(argv: string[]): Promise<number> {
  const tally: Tally = { passed: 0, failed: 0, skipped: 0 }
  prepareMachine()
  if (argv.length === 0) {
    // An incremental build remembers; what is asked here is whether the tree as it lies is right.
    await rm(join(root, 'node_modules', '.cache', 'tsc'), { recursive: true, force: true })
    for (const check of CHECKS) {
      if (runCheck(root, check)) tally.passed += 1
      else tally.failed += 1
    }
  }
  const tests = await runTests(root, argv)
  const passed = tally.passed + tests.passed
  const failed = tally.failed + tests.failed
  console.log(`\n${passed} passed, ${failed} failed, ${tests.skipped} skipped`)
  return failed === 0 ? 0 : 1
}
