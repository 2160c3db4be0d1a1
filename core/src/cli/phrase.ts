import { SpaceError } from '@space/sdk'
import { askHidden, readSecret } from './ask.ts'
import type { Context } from './context.ts'

/**
 * The 24 words, from `--phrase-file` or by asking.
 *
 * @throws {SpaceError} `bad-usage` when there is no file and nobody to ask
 */
export async function readPhrase(context: Context): Promise<string> {
  const { powers, text, mayAsk, signal } = context
  const file = text('phrase-file')
  if (file === '-' && text('password-file') === '-') {
    throw new SpaceError('bad-usage', 'Only one secret can come from stdin', {
      try: 'give the other one in a file',
    })
  }
  if (file !== undefined) return readSecret(powers, file)
  if (mayAsk) return askHidden(powers, 'Your 24 words (not shown while you type): ', signal)
  throw new SpaceError('bad-usage', 'The 24 words are needed, and there is nobody to ask', {
    try: 'give --phrase-file FILE, or - for stdin',
  })
}
