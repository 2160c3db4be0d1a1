import type { Context } from '../context.ts'
import { statusLines } from '../status.ts'

export async function run(context: Context): Promise<number> {
  const space = await context.open()
  const status = await space.status()
  await context.out.data(status, () => statusLines(status))
  if (status.phraseKept) {
    context.out.say('try: space identity show --phrase, then space identity recovery-test')
  }
  return 0
}
