import type { Context } from '../context.ts'
import { drivePath } from '../paths.ts'
import { escapeName } from '../text.ts'

export async function run(context: Context): Promise<number> {
  const paths = context.words.map(drivePath)
  const to = paths.pop() ?? '/'
  const { drive } = await context.open()
  const entries = await drive.copy(paths, to)
  if (context.json) await context.out.data(entries, () => [])
  for (const entry of entries) context.out.say(`Copied to ${escapeName(entry.path)}`)
  return 0
}
