import type { Entry } from '../../drive/drive.ts'
import type { Context } from '../context.ts'
import { drivePath } from '../paths.ts'

export async function run(context: Context): Promise<number> {
  const { drive } = await context.open()
  const made: Entry[] = []
  for (const path of context.words.map(drivePath)) {
    made.push(await drive.makeFolder(path, { parents: context.flag('parents') }))
  }
  if (context.json) await context.out.data(made, () => [])
  return 0
}
