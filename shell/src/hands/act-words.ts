import type { OpeningChoice, Saving } from '@space/sdk/host'
import { i18n, shownName } from '@space/ui'

/** What an app may do with a file that is opened with it. */
export function actOf(action: OpeningChoice['action']): string {
  return action === 'edit' ? i18n.t('Read and change') : i18n.t('Read')
}

/** What is saved, as the person calls it. */
export function nameOfSaving({ entry, items }: Saving): string {
  if (items > 1) return i18n.t('{items, plural, other {# items}}', { items })
  return shownName(entry.name) || i18n.t('My files')
}
