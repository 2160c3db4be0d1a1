import type { Usage } from '../../drive/drive.ts'
import type { Context } from '../context.ts'
import { drivePath } from '../paths.ts'
import { escapeName, formatSize, plural } from '../text.ts'

export async function run(context: Context): Promise<number> {
  const { drive } = await context.open()
  const all: Usage[] = []
  for (const word of context.words.length > 0 ? context.words : ['/']) {
    all.push(await drive.usage(drivePath(word)))
  }
  await context.out.data(all, () =>
    all.map(({ path, files, folders, bytes, versionBytes }) => {
      const older = versionBytes > 0 ? `, older versions ${formatSize(versionBytes)}` : ''
      const counts = `${plural(files, 'file')}, ${plural(folders, 'folder')}${older}`
      return `${formatSize(bytes).padStart(8)}  ${escapeName(path)}  (${counts})`
    }),
  )
  return 0
}
