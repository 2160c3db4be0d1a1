import { quoteForShell } from '@space/sdk/quote'
import type { Context } from '../context.ts'
import { confirm } from '../confirm.ts'
import { drivePath } from '../paths.ts'
import { escapeName, plural } from '../text.ts'

export async function run(context: Context): Promise<number> {
  const paths = context.words.map(drivePath)
  const forever = context.flag('forever')
  const { drive } = await context.open()
  if (forever) {
    const what =
      paths.length === 1 ? escapeName(paths[0] ?? '') : plural(paths.length, 'entry', 'entries')
    if (!(await confirm(context, `Remove ${what} for good?`))) return 1
  }
  await drive.remove(paths, { forever })
  if (context.json) await context.out.data({ removed: paths, forever }, () => [])
  context.out.say(
    forever
      ? 'Removed for good.'
      : `In the trash. try: ${context.again(`trash restore ${paths.map(quoteForShell).join(' ')}`)}`,
  )
  return 0
}
