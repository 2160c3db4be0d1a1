import { SpaceError } from '@space/sdk'
import { quoteForShell } from '@space/sdk/quote'
import type { Context } from '../context.ts'
import { drivePath } from '../paths.ts'
import { reportTransfer } from '../report.ts'
import { parseTime } from '../time.ts'

export async function run(context: Context): Promise<number> {
  const path = drivePath(context.words[0] ?? '/')
  const version = context.text('version')
  const at = context.text('at')
  if ((version === undefined) === (at === undefined)) {
    throw new SpaceError('bad-usage', 'space restore needs either --version or --at', {
      try: `space versions ${quoteForShell(path)} shows what there is`,
    })
  }
  const to = version === undefined ? { at: parseTime(at ?? '', context.powers.now()) } : { version }
  const { drive } = await context.open()
  const report = await drive.restore(path, to)
  return reportTransfer(context, report, 'Restored')
}
