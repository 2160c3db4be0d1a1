import type { Space, SpaceFile } from '@space/sdk'
import type { Part, Request } from './bytes.ts'
import type { Drafts } from './drafts.ts'
import type { Item } from './item.ts'
import type { Sight } from './sight.ts'

/** What can be done with how something was; each tells the person itself, and gives whether it was done. */
export interface PastActs {
  restore(item: Item): Promise<boolean>
  /** A new file beside it. */
  copy(item: Item): Promise<boolean>
}

/** What looking at a file needs of the world around it. */
export interface Tools {
  readonly space: Space
  readonly request: Request
  readonly drafts: Drafts
  /** ms since 1970 */
  now(): number
  /** Whether the app may write where the item is. */
  canChange(item: Item): boolean
  readonly past: PastActs
}

/** What every way of looking gets: a file, its first bytes, and where to tell what it found out. */
export interface Looking {
  readonly item: Item
  readonly file: SpaceFile
  readonly url: string
  readonly head: Part
  readonly sight: Sight
  readonly tools: Tools
  /** Facts for the line below the name, such as `4032 × 2520`. */
  tell(facts: readonly string[]): void
  /** It cannot be shown after all. */
  fail(why: string): void
  /** A URL for the same content, when the first one ended. */
  again(): Promise<string>
}
