import { bringChecks } from './checks-bring.ts'
import { editChecks } from './checks-edits.ts'
import { fileChecks } from './checks-files.ts'
import { grantChecks } from './checks-grants.ts'
import { pastChecks } from './checks-past.ts'
import { viewChecks } from './checks-views.ts'
import type { Stage } from './stage.ts'

/**
 * What every host of apps must do, as named checks for any test runner. Each opens a stage of its
 * own and throws when something is wrong:
 *
 *     for (const { name, run } of conformance(open)) test(name, run)
 */
export function conformance(
  open: () => Promise<Stage>,
): readonly { readonly name: string; run(): Promise<void> }[] {
  const checks = [
    ...fileChecks,
    ...editChecks,
    ...grantChecks,
    ...bringChecks,
    ...viewChecks,
    ...pastChecks,
  ]
  return checks.map(({ name, run }) => ({
    name,
    async run() {
      await using stage = await open()
      await run(stage)
    },
  }))
}
