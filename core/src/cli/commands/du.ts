import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
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
  const segments = join(context.home, 'blocks', 'segments')
  if (context.words.length === 0 && existsSync(segments)) {
    const trashed = plural((await drive.trash()).length, 'entry', 'entries')
    const held = formatSize(bytesIn(segments))
    context.out.say(
      `On disk ${held}: with older versions, ${trashed} in the trash, and what ${context.again('sweep')} would free.`,
    )
  }
  return 0
}

function bytesIn(folder: string): number {
  return readdirSync(folder).reduce(
    (sum, name) =>
      // A sweep may unlink it meanwhile.
      sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  )
}
