import { isSpaceError, type Space } from '@space/sdk'
import { sentenceOf } from '@space/ui'
import { asked } from '../asked.ts'
import type { Item } from './item.ts'

/** Do it, and tell the person when it does not work; what they broke off needs no words. */
export async function said(space: Space, work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    if (!isSpaceError(error, 'aborted') && !isSpaceError(error, 'not-asked')) {
      await space.ui.toast(sentenceOf(error)).catch(() => undefined)
    }
    return false
  }
}

/** In the app that the person chooses for such files. */
export async function openWith(space: Space, { handle }: Pick<Item, 'handle'>): Promise<void> {
  if (handle.kind === 'file') await asked(space.ui.openFile(handle))
}

/** To a place of the person's computer. */
export function download(space: Space, { handle }: Item): Promise<void> {
  return asked(space.ui.saveAs(handle))
}
