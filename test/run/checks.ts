import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** A tool that says by its exit code whether the tree is in order. `bin` lies under node_modules. */
export interface Check {
  readonly name: string
  readonly bin: string
  readonly args: readonly string[]
}

export const CHECKS: readonly Check[] = [
  { name: 'format', bin: 'oxfmt/bin/oxfmt', args: ['--check'] },
  { name: 'lint', bin: 'oxlint/bin/oxlint', args: ['--deny-warnings'] },
  { name: 'types', bin: 'typescript/bin/tsc', args: ['-b'] },
  { name: 'unused code', bin: 'knip/bin/knip.js', args: ['--no-progress'] },
]

/** Run one check and print its name, its verdict and, when it fails, its words. */
export function runCheck(root: string, { name, bin, args }: Check): boolean {
  const begun = performance.now()
  const { status, stdout, stderr, error } = spawnSync(
    process.execPath,
    [join(root, 'node_modules', bin), ...args],
    { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 2 ** 26 },
  )
  const seconds = ((performance.now() - begun) / 1000).toFixed(1)
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`)
  if (status === 0) return true
  console.log(`${stdout}${stderr}${error?.message ?? ''}`)
  return false
}
