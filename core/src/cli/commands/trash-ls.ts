import type { Context } from '../context.ts'
import { escapeName, formatSize, plural } from '../text.ts'

export async function run(context: Context): Promise<number> {
  const { drive } = await context.open()
  const trashed = await drive.trash()
  await context.out.data(trashed, () =>
    trashed.map(({ from, kind, size, daysLeft }) => {
      const what = kind === 'file' ? formatSize(size) : kind
      return `${escapeName(from)}  ${what}  ${plural(daysLeft, 'day')} left`
    }),
  )
  if (trashed.length === 0) context.out.say('The trash is empty.')
  return 0
}
