import { isSpaceError, type SpaceFile } from '@space/sdk'
import { problemOf, type Problem } from '@space/ui'
import { useEffect, useState } from 'react'
import { readPart, type Part } from './bytes.ts'
import type { Item } from './item.ts'
import { HEAD_BYTES, isShort, LONG_HEAD_BYTES, type Sight, sightOf } from './sight.ts'
import type { Tools } from './tools.ts'

export type Look =
  | { readonly status: 'looking' }
  | { readonly status: 'failed'; readonly problem: Problem }
  | Seen

export interface Seen {
  readonly status: 'seen'
  readonly item: Item
  readonly file: SpaceFile
  readonly url: string
  readonly head: Part
  readonly sight: Sight
}

/**
 * The first look at a file; what was seen stays until the newer version of it was.
 *
 * @param isHeld nothing is looked at anew: the person writes into what is shown
 */
export function useSight(
  item: Item,
  tools: Tools,
  isHeld: boolean,
): { look: Look; retry: () => void } {
  const [look, setLook] = useState<Look>({ status: 'looking' })
  const [tries, setTries] = useState(0)
  useEffect(() => {
    const { handle } = item
    if (handle.kind !== 'file' || isHeld) return undefined
    const stop = new AbortController()
    firstLook(item, handle, tools, stop.signal).then(setLook, (error: unknown) => {
      if (stop.signal.aborted || isSpaceError(error, 'aborted')) return
      setLook({ status: 'failed', problem: problemOf(error) })
    })
    return () => stop.abort()
    // NOTE: the handle of a row is a new one with each window of rows; the version says what is inside.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [item.id, item.version, item.name, tools, tries, isHeld])
  const retry = (): void => {
    setLook({ status: 'looking' })
    setTries((before) => before + 1)
  }
  return { look, retry }
}

/** A URL for the content as the item has it, whatever the file is meanwhile. */
export async function urlOf({ version }: Item, file: SpaceFile): Promise<string> {
  return file.url(version === null ? {} : { version })
}

async function firstLook(
  item: Item,
  file: SpaceFile,
  { request }: Tools,
  signal: AbortSignal,
): Promise<Seen> {
  const url = await urlOf(item, file)
  const short = await readPart(request, url, { start: 0, end: HEAD_BYTES, signal })
  const head = isShort(short)
    ? await readPart(request, url, { start: 0, end: LONG_HEAD_BYTES, signal })
    : short
  signal.throwIfAborted()
  return { status: 'seen', item, file, url, head, sight: sightOf(item.name, head) }
}
