import { setupI18n } from '@lingui/core'
import { compileMessage } from '@lingui/message-utils/compileMessage'

/**
 * The words of all windows. A message is its own id, written in English in ICU form, such as
 * `i18n.t('Moved {count, plural, one {# item} other {# items}}', { count })`.
 */
export const i18n = setupI18n({ locale: 'en', messages: { en: {} } })

i18n.setMessagesCompiler(compileMessage)
