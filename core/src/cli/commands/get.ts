import { resolve } from 'node:path'
import { SpaceError } from '@space/sdk'
import type { Context } from '../context.ts'
import { drivePath } from '../paths.ts'
import { follow } from '../progress.ts'
import { reportTransfer } from '../report.ts'

export async function run(context: Context): Promise<number> {
  const to = resolve(context.powers.cwd, context.text('to') ?? '.')
  const version = context.text('version')
  if (version !== undefined && context.words.length > 1) {
    throw new SpaceError('bad-usage', '--version goes with one file', { try: 'space help get' })
  }
  const { drive } = await context.open()
  const paths: string[] = []
  for (const path of context.words.map(drivePath)) {
    // The root has no name to be copied under: its children stand for it.
    if (path === '/') paths.push(...(await drive.list('/')).map((entry) => entry.path))
    else paths.push((await drive.stat(path)).path)
  }
  const { done, ...running } = follow(context)
  const report = await drive
    .export(paths, to, {
      ...running,
      replace: context.flag('replace'),
      ...(version === undefined ? {} : { version }),
    })
    .finally(done)
  return reportTransfer(context, report, 'Got')
}
