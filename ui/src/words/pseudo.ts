import type { compileMessage } from '@lingui/message-utils/compileMessage'

type Compiled = ReturnType<typeof compileMessage>
type Token = Compiled[number]

const PLAIN = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
const ACCENTED = Array.from('àƀçđéƒǵħîĵķŀɱñôƥɋŕšŧûṽŵẋýžÀƁÇĐÉƑǴĦÎĴĶĿṀÑÔƤɊŔŠŦÛṼŴẊÝŽ')

/** How much longer other languages are than English. */
const LONGER = 0.4

/** A compiled message as in a language that nobody speaks: names and amounts as they are, words not. */
export function pseudoOf(message: Compiled): Compiled {
  return message.map(pseudoToken)
}

function pseudoToken(token: Token): Token {
  if (typeof token === 'string') return pseudoText(token)
  const [name, kind, options] = token
  if (typeof options !== 'object' || options === null) return token
  const said = Object.entries(options).map(([when, words]) => [
    when,
    Array.isArray(words) ? pseudoOf(words as Compiled) : words,
  ])
  return [name, kind, Object.fromEntries(said)] as Token
}

/** Tags such as `<0>` stay. */
function pseudoText(text: string): string {
  const words = text
    .split(/(<[^>]*>)/)
    .map((part) => (part.startsWith('<') ? part : accented(part)))
  return words.join('')
}

function accented(text: string): string {
  const letters = Array.from(text, (char) => {
    const at = PLAIN.indexOf(char)
    return at < 0 ? char : (ACCENTED[at] ?? char)
  })
  const more = '~'.repeat(Math.ceil((text.match(/[a-z]/gi)?.length ?? 0) * LONGER))
  return letters.join('').replace(/\s*$/, (end) => more + end)
}
