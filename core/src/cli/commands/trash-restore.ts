import { SpaceError } from '@space/sdk'
import type { Entry } from '../../drive/drive.ts'
import type { Context } from '../context.ts'
import { drivePath } from '../paths.ts'
import { escapeName } from '../text.ts'

export async function run(context: Context): Promise<number> {
  const to = context.text('to')
  if (to !== undefined && context.words.length > 1) {
    throw new SpaceError('bad-usage', '--to goes with one PATH', {
      try: 'space help trash restore',
    })
  }
  const { drive } = await context.open()
  const back: Entry[] = []
  for (const word of context.words) {
    // NOTE: a word without a slash may also be a name in the trash, so it goes as it was typed.
    const path = word.includes('/') ? drivePath(word) : word
    back.push(await drive.restoreTrashed(path, to === undefined ? {} : { to: drivePath(to) }))
  }
  if (context.json) await context.out.data(back, () => [])
  for (const entry of back) context.out.say(`Back at ${escapeName(entry.path)}`)
  return 0
}
