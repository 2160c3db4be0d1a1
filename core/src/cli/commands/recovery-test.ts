import { readPhrase } from '../phrase.ts'
import type { Context } from '../context.ts'

export async function run(context: Context): Promise<number> {
  const phrase = await readPhrase(context, await context.powers.homes())
  const space = await context.open()
  const { did } = await space.recoveryTest(phrase)
  if (context.json) await context.out.data({ did, passed: true }, () => [])
  context.out.say(`These words bring back ${did}.`)
  context.out.say('Space no longer keeps them: from now on only your paper has them.')
  return 0
}
