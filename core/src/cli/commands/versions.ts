import type { Context } from '../context.ts'
import { drivePath } from '../paths.ts'
import { escapeName, formatSize, formatTime } from '../text.ts'

export async function run(context: Context): Promise<number> {
  const { drive } = await context.open()
  const versions = await drive.versions(drivePath(context.words[0] ?? '/'))
  await context.out.data(versions, () =>
    versions.map(({ id, at, size, current }) => {
      const mark = current ? '  (current)' : ''
      return `${escapeName(id)}  ${formatTime(at)}  ${formatSize(size).padStart(8)}${mark}`
    }),
  )
  return 0
}
