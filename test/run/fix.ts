import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { publishedSchema } from '../../sdk/src/manifest-schema.ts'

const root = join(import.meta.dirname, '..', '..')

/**
 * Rewrite what tools can put right by themselves: the published schema of manifests, the format, and
 * lint findings with a safe fix.
 */
export async function main(argv: string[]): Promise<number> {
  const schema = join(root, 'sdk', 'space.app.schema.json')
  writeFileSync(schema, `${JSON.stringify(publishedSchema, null, 2)}\n`)
  const format = run('oxfmt/bin/oxfmt', argv)
  const lint = run('oxlint/bin/oxlint', ['--fix', ...argv])
  return format === 0 && lint === 0 ? 0 : 1
}

function run(bin: string, args: readonly string[]): number {
  const program = join(root, 'node_modules', bin)
  return (
    spawnSync(process.execPath, [program, ...args], { cwd: root, stdio: 'inherit' }).status ?? 1
  )
}
