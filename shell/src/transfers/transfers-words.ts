import type { TransferRow } from '@space/sdk/host'
import { figures, i18n, size } from '@space/ui'

/** What the pill says: what stopped first, then how far the rest is. */
export function pillWords(transfers: readonly TransferRow[], part: number | undefined): string {
  const stopped = transfers.filter(({ state }) => state === 'failed' || state === 'stopped')
  if (stopped.length > 0) return i18n.t('{count} stopped', { count: stopped.length })
  if (part !== undefined) return i18n.t('{percent} %', { percent: Math.floor(part * 100) })
  if (transfers.some(({ state }) => state === 'paused')) return i18n.t('Paused')
  const missed = transfers.reduce((sum, { failedFiles = 0 }) => sum + failedFiles, 0)
  if (missed > 0) return i18n.t('{missed} not added', { missed })
  return i18n.t('{count, plural, one {# transfer} other {# transfers}} done', {
    count: transfers.length,
  })
}

/** Where it stands, by which app, and what of it is safe. */
export function stateWords(transfer: TransferRow): string {
  const { app, state, direction, doneBytes, totalBytes, problem, cause } = transfer
  switch (state) {
    case 'running': {
      if (direction === 'inside') return words(app?.name, amount(transfer))
      const doing = direction === 'in' ? i18n.t('locking on this computer') : i18n.t('unlocking')
      return words(app?.name, amount(transfer), doing)
    }
    case 'waiting':
      return cause === undefined
        ? words(app?.name, i18n.t('waiting'))
        : i18n.t('{why}. It goes on by itself.', { why: cause.message })
    case 'paused':
      return words(app?.name, i18n.t('paused at {amount}', { amount: amount(transfer) }))
    case 'stopped':
      return app === null
        ? i18n.t('Interrupted. What came is safe.')
        : i18n.t('Interrupted at {amount}. What came is safe; give it to {app} again to go on.', {
            amount: amount(transfer),
            app: app.name,
          })
    case 'failed':
      return problem ?? i18n.t('Stopped. Nothing was lost.')
    case 'done':
      if ((transfer.failedFiles ?? 0) > 0) {
        return words(
          app?.name,
          i18n.t('{missed, plural, one {# file} other {# files}} could not be added', {
            missed: transfer.failedFiles ?? 0,
          }),
        )
      }
      if (direction === 'inside') return words(app?.name, i18n.t('done'))
      return words(app?.name, size(totalBytes ?? doneBytes))
    case 'cancelled':
      return words(app?.name, i18n.t('stopped by you'))
  }
}

/** Files where there are many, else bytes. */
function amount({ doneFiles, totalFiles, doneBytes, totalBytes }: TransferRow): string {
  if (doneFiles !== undefined && totalFiles !== undefined) {
    return i18n.t('{done} of {total}', { done: figures(doneFiles), total: figures(totalFiles) })
  }
  if (totalBytes === undefined) return size(doneBytes)
  return i18n.t('{done} of {total}', { done: size(doneBytes), total: size(totalBytes) })
}

function words(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join(', ')
}
