import { isSpaceError, SpaceError, type Space, type SpaceDirectory } from '@space/sdk'
import { i18n, shownName } from '@space/ui'
import { momentWords } from '../list/words.ts'
import type { Item } from './item.ts'
import { said } from './said.ts'
import type { PastActs } from './tools.ts'

/**
 * Bringing back how something was, each with its undo.
 *
 * @param folderOf where an item is today; undefined when that was not given to Files
 */
export function pastActs(
  space: Space,
  now: () => number,
  folderOf: (item: Item) => Promise<SpaceDirectory | undefined>,
): PastActs {
  const name = (item: Item): string => shownName(item.name)
  const then = (item: Item): string => momentWords(item.past ?? item.lastModified, now())
  return {
    restore: (item) =>
      said(space, async () => {
        const { handle, version } = item
        if (handle.kind !== 'file' || version === null) return
        const undo = await bringBack(space, item, version)
        const words = i18n.t('{name} is as it was: {time}', { name: name(item), time: then(item) })
        told(space, words, undo)
      }),
    copy: (item) =>
      said(space, async () => {
        const { handle, version } = item
        const folder = await folderOf(item)
        if (handle.kind !== 'file' || version === null) return
        if (folder === undefined)
          throw new SpaceError('grant-denied', i18n.t('Files may only read here'))
        const copy = await handle.copyVersion(version, folder)
        const { name: called } = await copy.stat()
        told(space, i18n.t('Saved as {name}', { name: shownName(called) }), () => copy.remove())
      }),
  }
}

/** What is there today gets the version; what is gone comes back as it was. Gives the way back. */
async function bringBack(space: Space, item: Item, version: string): Promise<() => Promise<void>> {
  const { handle, past } = item
  if (handle.kind !== 'file')
    throw new SpaceError('is-folder', i18n.t('{name} is a folder', { name: shownName(item.name) }))
  const today = await handle.stat().catch((error: unknown) => {
    if (isSpaceError(error, 'not-found') && past !== undefined) return undefined
    throw error
  })
  if (today === undefined) {
    const { undo } = await handle.restoreAt(past ?? 0)
    return async () => {
      if (undo !== null) await space.edits.undo(undo)
    }
  }
  await handle.restore(version)
  return async () => {
    if (today.version !== null) await handle.restore(today.version)
  }
}

/** The toast stays for a while; nobody waits for it. */
function told(space: Space, words: string, undo: () => Promise<void>): void {
  void said(space, () =>
    space.ui.toast(words, { undo: () => said(space, undo).then(() => undefined) }),
  )
}
