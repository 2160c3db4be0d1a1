import type { compileMessage } from '@lingui/message-utils/compileMessage'

type Compiled = ReturnType<typeof compileMessage>
type Token = Compiled[number]

/** How much longer other languages are than English. */
const LONGER = 0.4
const WORD_CHARS = 8

/**
 * A compiled message as in a longer language that nobody speaks: `⟦Put back ~~~~⟧`. The English stays
 * in it, so that tests find their way by it, and what stands outside of all marks is no message.
 */
export function pseudoOf(message: Compiled): Compiled {
  const letters = Math.ceil(lettersOf(message) * LONGER)
  const words = Array.from({ length: Math.ceil(letters / WORD_CHARS) }, (_, at) =>
    '~'.repeat(Math.min(WORD_CHARS, letters - at * WORD_CHARS)),
  )
  return ['⟦', ...message, `${['', ...words].join(' ')}⟧`] as Compiled
}

/** Of the longest way to say it. */
function lettersOf(message: Compiled): number {
  return Array.from(message, lettersIn).reduce((sum, letters) => sum + letters, 0)
}

function lettersIn(token: Token): number {
  if (typeof token === 'string') return token.match(/\p{L}/gu)?.length ?? 0
  const [, , options] = token
  if (typeof options !== 'object' || options === null) return 0
  const ways = Object.values(options).filter((words) => Array.isArray(words))
  return Math.max(0, ...ways.map((words) => lettersOf(words as Compiled)))
}
