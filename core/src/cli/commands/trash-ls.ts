import { formatMoment } from '@space/sdk/moment'
import type { Context } from '../context.ts'
import { escapeName, formatSize, plural } from '../text.ts'

/** As many as `space trash restore` wants at least. */
const ID_DIGITS = 8

export async function run(context: Context): Promise<number> {
  const { drive } = await context.open()
  const trashed = await drive.trash()
  await context.out.data(trashed, () =>
    trashed.map(({ id, from, kind, size, trashedAt, daysLeft }) => {
      const what = kind === 'file' ? formatSize(size) : kind
      const when = `${formatMoment(trashedAt, 'second')}  ${id.slice(0, ID_DIGITS)}`
      return `${when}  ${escapeName(from)}  ${what}  ${plural(daysLeft, 'day')} left`
    }),
  )
  if (trashed.length === 0) context.out.say('The trash is empty.')
  return 0
}
