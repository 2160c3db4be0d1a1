import { confirm } from '../confirm.ts'
import type { Context } from '../context.ts'
import { plural } from '../text.ts'
import { parseDays } from '../time.ts'

export async function run(context: Context): Promise<number> {
  const days = context.text('older-than')
  const options = days === undefined ? {} : { olderThanDays: parseDays(days, '--older-than') }
  const { drive } = await context.open()
  if (!(await confirm(context, 'Remove what is in the trash for good?'))) return 1
  const { entries } = await drive.emptyTrash(options)
  if (context.json) await context.out.data({ entries }, () => [])
  context.out.say(
    `Removed ${plural(entries, 'entry', 'entries')} for good. try: ${context.again('sweep')}`,
  )
  return 0
}
