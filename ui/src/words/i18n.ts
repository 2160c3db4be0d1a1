import { setupI18n } from '@lingui/core'
import { compileMessage } from '@lingui/message-utils/compileMessage'
import { pseudoOf } from './pseudo.ts'

type Compiled = ReturnType<typeof compileMessage>

/**
 * The words of all windows. A message is its own id, written in English in ICU form, such as
 * `i18n.t('Moved {count, plural, one {# item} other {# items}}', { count })`.
 */
export const i18n = setupI18n({
  locale: 'en',
  // Days before months and 24 hours, as the rest of this English is.
  locales: 'en-GB',
  messages: { en: {} },
})

/** Marks a message that stands in a table, and is said later: `i18n.t(WORDS[kind])`. */
export function msg(message: string): string {
  return message
}

/** By what dates and amounts are written, for `Intl`. */
export function formatLocale(): Intl.LocalesArgument {
  return i18n.locales ?? i18n.locale
}

/** Messages are read again at each drawing, and there are only so many. */
const compiled = new Map<string, Compiled>()
let heard = (message: Compiled): Compiled => message

i18n.setMessagesCompiler((message) => {
  const known = compiled.get(message) ?? heard(compileMessage(message))
  compiled.set(message, known)
  return known
})

/**
 * From now on everything that is written through {@link i18n} is longer and marked, so that a test
 * sees what is not, and what does not fit.
 */
export function speakPseudo(): void {
  heard = pseudoOf
  compiled.clear()
}
