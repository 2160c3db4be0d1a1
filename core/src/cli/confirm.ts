import { SpaceError } from '@space/sdk'
import { askYes } from './ask.ts'
import type { Context } from './context.ts'

/**
 * Whether the person wants it; `--yes` answers beforehand.
 *
 * @throws {SpaceError} `bad-usage` when nobody can be asked
 */
export async function confirm(context: Context, question: string): Promise<boolean> {
  if (context.flag('yes')) return true
  if (!context.mayAsk) {
    throw new SpaceError('bad-usage', `${context.command} asks first, and there is nobody to ask`, {
      why: 'it cannot be undone',
      try: 'the same with --yes',
    })
  }
  const yes = await askYes(context.powers, question, context.signal)
  if (!yes) context.out.say('Nothing was changed.')
  return yes
}
