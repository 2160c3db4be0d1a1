import type { CopyPlace, OutsideRow } from '@space/sdk/host'
import { ago, i18n, shownName } from '@space/ui'

/** Where it lies and since when. */
export function placeWords({ place, since }: OutsideRow, now: number): string {
  const when = ago(since, now)
  return place === 'memory'
    ? i18n.t('Unlocked in memory. Since: {when}', { when })
    : i18n.t('Unlocked on the disk. Since: {when}', { when })
}

/** What became of what was saved there. */
export function savedWords(row: OutsideRow, now: number): string {
  const { problem, canChange, savedAt, keptAs, isAppOver, app } = row
  if (problem !== null) return i18n.t('Not in Space yet: {problem}', { problem })
  if (!canChange) return i18n.t('To read: changes do not come back')
  if (isAppOver) {
    return i18n.t('{app} may no longer open it; what you save still comes back', { app: app.name })
  }
  if (savedAt === null) return i18n.t('Nothing saved there yet')
  const when = ago(savedAt, now)
  return keptAs === null
    ? i18n.t('Last version in Space: {when}', { when })
    : i18n.t('Kept as {kept}. Last version in Space: {when}', { kept: shownName(keptAs), when })
}

/** What it means that a copy lies there, before it does. */
export function leavingWords(place: CopyPlace): string {
  return place === 'memory'
    ? i18n.t(
        'Space puts an unlocked copy into the memory of this computer until you are done. Every program of yours can read it meanwhile.',
      )
    : i18n.t(
        'Space puts an unlocked copy on the disk of this computer until you are done, since memory has no room for it. Every program of yours can read it meanwhile, and traces can stay on the disk.',
      )
}
