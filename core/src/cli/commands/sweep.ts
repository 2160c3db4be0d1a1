import type { Context } from '../context.ts'
import { confirm } from '../confirm.ts'
import { follow } from '../progress.ts'
import { formatSize, plural } from '../text.ts'

export async function run(context: Context): Promise<number> {
  const { drive } = await context.open()
  const forgetDamage = context.flag('forget-damage')
  const question = 'Give up for good what may have been where the store cannot be read?'
  if (forgetDamage && !(await confirm(context, question))) return 1
  const { done, ...running } = follow(context)
  const swept = await drive.sweep({ ...running, forgetDamage }).finally(done)
  if (context.json) await context.out.data(swept, () => [])
  const { versions, entries, skipped } = swept.expired
  if (skipped !== undefined) context.out.say(skipped)
  if (versions + entries > 0) {
    const gone = `${plural(versions, 'old version')} and ${plural(entries, 'entry', 'entries')}`
    context.out.say(`Let go of ${gone} of the trash, as space keep says.`)
  }
  context.out.say(`Freed ${formatSize(swept.freedBytes)}; ${formatSize(swept.liveBytes)} in use.`)
  if (swept.laterBytes > 0)
    context.out.say(`${formatSize(swept.laterBytes)} more follow when those who read now are done.`)
  return 0
}
