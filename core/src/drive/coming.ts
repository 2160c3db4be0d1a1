/** What is brought in, and what became of it: the words of the drive by entries for it. */
import type { SpaceError } from '@space/sdk'
import type { Step } from './bulk/steps.ts'

/** A file, or a folder, that is to come into a folder. */
export interface Coming {
  readonly path: readonly string[]
  /** Bytes of a file; null for a folder, which is no matter when it is there. */
  readonly size: number | null
  /** ms since 1970. */
  readonly mtime?: number
  /** Absent: only where nothing has the name. `replace`: only over the version {@link Coming.ifVersion}. */
  readonly how?: 'replace' | 'keep-both'
  readonly ifVersion?: string
}

/** What is where something is to come. */
export type Sight =
  | { readonly is: 'free' }
  /** It was brought before, by the same app since {@link BringRules.since}: size and time say so. */
  | { readonly is: 'there'; readonly id: string; readonly name: string }
  | {
      readonly is: 'taken'
      readonly existing: { kind: 'file' | 'folder'; size: number; mtime: number }
      /** Of a file that can be replaced; null for all else. */
      readonly version: string | null
      /** A name that is free in that folder. */
      readonly freeName: string
    }
  | { readonly is: 'impossible'; readonly error: SpaceError }

export type Brought =
  | {
      readonly is: 'brought'
      readonly id: string
      readonly name: string
    }
  | Exclude<Sight, { is: 'free' }>

export interface BroughtAll {
  /** One for each that came, in their order. */
  readonly all: readonly Brought[]
  /** Ids of what was made in folders that were there before: all else lies in one of them. */
  readonly made: readonly string[]
  /** To make it undone, as by `editMany`. */
  readonly steps: readonly Step[]
}

export interface BringRules {
  /** The app whose files count as brought before. */
  readonly by?: string | undefined
  /** ms since 1970. */
  readonly since: number
  /** Whether it may know of this entry; what it may not is taken, and nothing is told of it. */
  sees(id: string): boolean
  /**
   * Folders that were made by the changes before this one that belong with it, each by its id with the
   * topmost of them; those that this one makes are added. What is made in them goes with them.
   */
  readonly own?: Map<string, string>
}
