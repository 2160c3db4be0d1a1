import type { FileStat, SpaceHandle } from '@space/sdk'

/** What is looked at: a row of a view, or one version of a file. */
export interface Item extends FileStat {
  /** Of the entry, the same always. */
  readonly id: string
  readonly handle: SpaceHandle
  /** ms since 1970, when this is not how it is today but how it was then. */
  readonly past?: number
}

/** What previous and next lead through: the rows of the view that is open, as it is sorted. */
export interface Series {
  readonly total: number
  /** Undefined when there is no such row, or none any more. */
  item(at: number): Promise<Item | undefined>
  /** This one is looked at now. */
  follow?(at: number): void
}
