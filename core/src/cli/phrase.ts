import { SpaceError } from '@space/sdk'
import type { Homes } from '../space.ts'
import { openHush, readSecret } from './ask.ts'
import type { Context } from './context.ts'

const WORDS = 24

/**
 * The 24 words, from `--phrase-file` or by asking. What is wrong with them is said before anything
 * else is asked; on a terminal at once after each line.
 *
 * @throws {SpaceError} `bad-usage` when there is no file and nobody to ask, `wrong-phrase`
 */
export async function readPhrase(context: Context, homes: Homes): Promise<string> {
  const { powers, text, mayAsk } = context
  const file = text('phrase-file')
  if (file === '-' && text('password-file') === '-') {
    throw new SpaceError('bad-usage', 'Only one secret can come from stdin', {
      try: 'give the other one in a file',
    })
  }
  if (file !== undefined) {
    const { words, fault } = homes.readWords(await readSecret(powers, file))
    if (fault !== undefined) throw fault
    if (words.length === WORDS) return words.join(' ')
    throw new SpaceError('wrong-phrase', `A recovery phrase has ${WORDS} words`, {
      why: `${words.length} were given`,
    })
  }
  if (mayAsk) return askWords(context, homes)
  throw new SpaceError('bad-usage', 'The 24 words are needed, and there is nobody to ask', {
    try: 'give --phrase-file FILE, or - for stdin',
  })
}

/** Words may come one a line or many; what is right stays entered. */
async function askWords({ powers, out, signal }: Context, homes: Homes): Promise<string> {
  using hush = openHush(powers, signal)
  out.say('Type your 24 words, one or more and then Enter. They are not shown.')
  let good: string[] = []
  for (;;) {
    const next = good.length + 1
    const label = next === WORDS ? `Word ${next}: ` : `Words ${next} to ${WORDS}: `
    const { words, fault } = homes.readWords([...good, await hush.ask(label)].join(' '))
    good = words
    if (fault === undefined && words.length === WORDS) return words.join(' ')
    if (fault === undefined) continue
    const way = fault.try === undefined ? '' : ` ${fault.try}`
    out.warn(`space: ${fault.message}.${way}`)
    // Only all of them together can tell that one is wrong, so all are asked again.
    if (fault.facts['position'] === undefined) good = []
  }
}
