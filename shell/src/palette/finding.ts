import type { AppRef, EntryRow } from '@space/sdk/host'
import type { LucideIcon } from 'lucide-react'
import type { Match } from './match.ts'

export type Group = 'best' | 'files' | 'apps' | 'pages' | 'commands' | 'links'

/** One line of the palette. */
export interface Finding {
  /** Unique among all lines. */
  readonly id: string
  readonly group: Group
  readonly name: string
  readonly marks: Match['marks']
  readonly rank: number
  /** To the right: where it is, or whose it is. */
  readonly detail?: string
  /** As written on keys, such as `Ctrl+Shift+N`. */
  readonly keys?: string
  readonly look:
    | { readonly kind: 'icon'; readonly icon: LucideIcon }
    | { readonly kind: 'app'; readonly app: AppRef }
    | { readonly kind: 'entry'; readonly entry: EntryRow }
  run(): void
}

/** What can be found without asking anybody: all of it is there already. */
export type Known = Omit<Finding, 'marks' | 'rank'>
