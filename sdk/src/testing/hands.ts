import type { HandleRef } from '../calls.ts'
import { SpaceError } from '../errors.ts'
import type { Launch } from '../space.ts'
import { openFeed } from './feed.ts'
import type { Guard } from './guard.ts'
import type { Calls } from './relay.ts'
import type { Tree } from './tree.ts'

/** What goes from app to app, and out of Space, by the hands of the shell. */
export interface Hands {
  readonly calls: Pick<Calls, 'ui.openFile' | 'ui.openOutside' | 'ui.saveAs' | 'ui.erase'>
  /** What waits, then each one that comes. */
  launches(signal: AbortSignal): AsyncIterable<Launch<HandleRef>>
  launch(launch: Launch<HandleRef>): void
  fail(error: Error): void
}

/**
 * @param show notes what the app asked the shell for
 * @param isRefused what the person says to a question; `unanswered` is what it means that they say nothing
 */
export function openHands(
  tree: Tree,
  guard: Guard,
  show: (method: string, params: readonly unknown[]) => void,
  isRefused: (unanswered: 'no' | 'yes') => boolean,
): Hands {
  const waiting: Launch<HandleRef>[] = []
  const come = openFeed<null>()

  return {
    calls: {
      'ui.openFile': (file) => {
        const { node } = guard.check(file, 'look')
        if (node.kind === 'folder') throw new SpaceError('is-folder', 'This is a folder')
        show('ui.openFile', [file])
        if (isRefused('yes')) throw new SpaceError('denied', 'The person keeps it here')
        return null
      },
      'ui.openOutside': (file) => {
        const { node } = guard.check(file, 'look')
        if (node.kind === 'folder') throw new SpaceError('is-folder', 'This is a folder')
        show('ui.openOutside', [file])
        if (isRefused('no')) throw new SpaceError('denied', 'The person keeps it inside')
        return null
      },
      'ui.saveAs': (entries) => {
        for (const entry of entries) guard.check(entry, 'look')
        show('ui.saveAs', [entries])
        if (isRefused('yes')) throw new SpaceError('denied', 'The person keeps it inside')
        return null
      },
      'ui.erase': (folder, trashed) => {
        const { node } = guard.check(folder, 'change')
        const gone = tree
          .trashed(node)
          .filter(({ id }) => trashed === 'all' || trashed.includes(id))
        if (gone.length === 0)
          throw new SpaceError('not-found', 'Nothing of this is in the trash any more')
        show('ui.erase', [folder, trashed])
        if (isRefused('no')) throw new SpaceError('denied', 'The person keeps it')
        for (const one of gone) tree.erase(one)
        return { erased: gone.length }
      },
    },
    async *launches(signal) {
      for await (const _ of come.listen(signal, null)) {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) yield next
      }
    },
    launch(launch) {
      waiting.push(launch)
      come.push(null)
    },
    fail: come.fail,
  }
}
