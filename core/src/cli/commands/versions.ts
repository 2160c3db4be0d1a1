import { formatMoment } from '@space/sdk/moment'
import type { Context } from '../context.ts'
import { drivePath } from '../paths.ts'
import { escapeName, formatSize } from '../text.ts'

export async function run(context: Context): Promise<number> {
  const { drive } = await context.open()
  const versions = await drive.versions(drivePath(context.words[0] ?? '/'))
  const minutes = versions.map(({ at }) => formatMoment(at))
  const finest = new Set(minutes).size < minutes.length ? 'second' : 'minute'
  await context.out.data(versions, () =>
    versions.map(({ id, at, size, current }) => {
      const mark = current ? '  (current)' : ''
      return `${escapeName(id)}  ${formatMoment(at, finest)}  ${formatSize(size).padStart(8)}${mark}`
    }),
  )
  return 0
}
