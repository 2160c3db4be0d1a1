import type { Context } from '../context.ts'
import { statusLines } from '../status.ts'

export async function run(context: Context): Promise<number> {
  const space = await context.open()
  const status = await space.status()
  await context.out.data(status, () => statusLines(status))
  if (status.phraseKept) {
    const { out, again } = context
    out.say(`try: ${again('identity show --phrase')}, then ${again('identity recovery-test')}`)
  }
  return 0
}
