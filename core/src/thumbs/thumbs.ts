/** Small pictures of the person's pictures: made when they are looked at, and in idle time before. */
import { fileKind } from '@space/sdk/media'
import { SpaceError } from '@space/sdk'
import type { DriveByEntry } from '../drive/by-entry.ts'
import type { Maker } from './maker.ts'
import type { Store } from './store.ts'

/** Sizes that are kept; what is asked for becomes the next larger one. */
export const SIZES = [128, 256, 512, 1024] as const
/** What is made in idle time: a tile, on a dense screen too. */
const IDLE_PX = 512
/** Larger files are not read for a thumbnail. */
const MOST_BYTES = 96 * 2 ** 20
/** How long nothing must have happened before idle time begins. */
const IDLE_MS = 3000
/** Pictures that wait for idle time; of more the newest come first, and the rest when they are looked at. */
const MOST_WAITING = 20_000
/** Formats whose decoders are not there, or that are programs. */
const NOT_MADE = /\.(?:svg|svgz|ico|heic|heif)$/i

export interface Thumbs extends AsyncDisposable {
  /** Whether an entry of this name may have one. */
  isPicture(name: string): boolean
  /**
   * A WebP of at most `px` × `px`, upright, without place or camera.
   *
   * @param version the newest when not given
   * @throws {SpaceError} `not-found` when there is no picture in the file, or no such file
   */
  get(
    entry: string,
    options: { px: number; version?: string; signal?: AbortSignal },
  ): Promise<Uint8Array>
}

export interface ThumbsPowers {
  readonly entries: Pick<DriveByEntry, 'root' | 'entry' | 'read' | 'watch'>
  readonly store: Store
  readonly maker: Maker
  readonly after: (ms: number, act: () => void) => Disposable
}

/** Follows the drive until it is closed. */
export function openThumbs({ entries, store, maker, after }: ThumbsPowers): Thumbs {
  const over = new AbortController()
  const running = new Map<string, Promise<Uint8Array>>()
  /** Newest last. */
  const waiting = new Set<string>()
  let quiet: Disposable | undefined
  let isIdle = false
  let held = 0
  const comers: (() => void)[] = []

  const isPicture = (name: string): boolean => fileKind(name) === 'image' && !NOT_MADE.test(name)

  const make = async (entry: string, version: string, px: number): Promise<Uint8Array> => {
    using _ = await place()
    const bytes = await bytesOf(entry, version)
    over.signal.throwIfAborted()
    // NOTE: whoever asked may go: the next one who looks has it.
    const picture = bytes === undefined ? NONE : await maker.make(bytes, px, over.signal)
    store.put(nameOf(version, px), picture ?? NONE)
    return picture ?? NONE
  }
  /** One of the places in memory for a whole file: a wall of pictures is asked for at once. */
  const place = async (): Promise<Disposable> => {
    while (held >= 2 * maker.width) await new Promise<void>((resolve) => comers.push(resolve))
    held += 1
    return {
      [Symbol.dispose]() {
        held -= 1
        comers.shift()?.()
      },
    }
  }
  /** Undefined when it is too large: an older version may be another file altogether. */
  const bytesOf = async (entry: string, version: string): Promise<Uint8Array | undefined> => {
    const pieces: Uint8Array[] = []
    let size = 0
    // The reader may reuse what it gave.
    for await (const piece of entries.read(entry, { version, signal: over.signal })) {
      size += piece.length
      if (size > MOST_BYTES) return undefined
      pieces.push(piece.slice())
    }
    return pieces.length === 1 ? (pieces[0] ?? NONE) : Buffer.concat(pieces)
  }
  const get = async (entry: string, px: number, version?: string): Promise<Uint8Array> => {
    const { name, size, version: newest } = entries.entry(entry)
    const wanted = version ?? newest
    if (wanted === undefined || !isPicture(name) || size > MOST_BYTES) throw noPicture()
    const key = nameOf(wanted, px)
    const known = store.get(key)
    if (known !== undefined) return known
    const begun = running.get(key) ?? make(entry, wanted, px).finally(() => running.delete(key))
    running.set(key, begun)
    return begun
  }

  const rest = (): void => {
    quiet?.[Symbol.dispose]()
    if (waiting.size === 0 || over.signal.aborted) return
    quiet = after(IDLE_MS, () => void workAhead())
  }
  const workAhead = async (): Promise<void> => {
    if (isIdle) return
    isIdle = true
    const before = quiet
    try {
      for (const entry of [...waiting].toReversed()) {
        // Somebody came: they go first, and idle time begins anew.
        if (over.signal.aborted || quiet !== before) break
        waiting.delete(entry)
        await get(entry, IDLE_PX).catch(() => undefined)
      }
    } finally {
      isIdle = false
      if (quiet !== before) rest()
    }
  }
  const follow = async (): Promise<void> => {
    for await (const change of entries.watch(entries.root, over.signal)) {
      rest()
      if (change.kind !== 'added' && change.kind !== 'changed') continue
      if (!isPicture(change.path.slice(change.path.lastIndexOf('/') + 1))) continue
      waiting.delete(change.id)
      waiting.add(change.id)
      const [oldest] = waiting.size > MOST_WAITING ? waiting : []
      if (oldest !== undefined) waiting.delete(oldest)
      rest()
    }
  }
  const following = follow().catch(() => undefined)

  return {
    isPicture,
    async get(entry, { px, version, signal }) {
      rest()
      const size = SIZES.find((one) => one >= px) ?? SIZES[SIZES.length - 1] ?? px
      const picture = await get(entry, size, version)
      signal?.throwIfAborted()
      if (picture.length === 0) throw noPicture()
      return picture
    },
    async [Symbol.asyncDispose]() {
      over.abort(new SpaceError('aborted', 'Space is closed'))
      quiet?.[Symbol.dispose]()
      await following
      await maker[Symbol.asyncDispose]()
      await Promise.allSettled(running.values())
      store[Symbol.dispose]()
    },
  }
}

const NONE = new Uint8Array()

function nameOf(version: string, px: number): string {
  return `${version} ${px}`
}

function noPicture(): SpaceError {
  return new SpaceError('not-found', 'There is no small picture of this file')
}
