import type { Context } from '../context.ts'
import { follow } from '../progress.ts'
import { formatSize } from '../text.ts'

export async function run(context: Context): Promise<number> {
  const { drive } = await context.open()
  const { done, ...running } = follow(context)
  const swept = await drive.sweep(running).finally(done)
  if (context.json) await context.out.data(swept, () => [])
  context.out.say(`Freed ${formatSize(swept.freedBytes)}; ${formatSize(swept.liveBytes)} in use.`)
  return 0
}
