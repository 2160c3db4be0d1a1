/** What the files of this room share: one drive, opened. */
import type { StoreForThreads } from '../blocks/segments.ts'
import type { Contents } from './content/contents.ts'
import type { Lane } from './log/lane.ts'
import type { Rows } from './tree/rows.ts'
import type { Tree } from './tree/tree.ts'

export interface DriveParts {
  readonly id: Uint8Array
  readonly blocks: StoreForThreads
  readonly rows: Rows
  readonly tree: Tree
  readonly lane: Lane
  readonly contents: Contents
  readonly storageKey: Uint8Array
  /** ms since 1970; for display only. */
  now(): number
}
