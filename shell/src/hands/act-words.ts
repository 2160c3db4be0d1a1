import type { OpeningChoice } from '@space/sdk/host'
import { i18n } from '@space/ui'

/** What an app may do with a file that is opened with it. */
export function actOf(action: OpeningChoice['action']): string {
  return action === 'edit' ? i18n.t('Read and change') : i18n.t('Read')
}
