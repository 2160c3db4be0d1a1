import { SpaceError } from '@space/sdk'
import type { Context } from '../context.ts'
import { drivePath } from '../paths.ts'

export async function run(context: Context): Promise<number> {
  const version = context.text('version')
  if (version !== undefined && context.words.length > 1) {
    throw new SpaceError('bad-usage', '--version goes with one file', { try: 'space help cat' })
  }
  const { drive } = await context.open()
  for (const path of context.words.map(drivePath)) {
    const options = { signal: context.signal, ...(version === undefined ? {} : { version }) }
    for await (const chunk of drive.read(path, options)) await context.out.bytes(chunk)
  }
  return 0
}
