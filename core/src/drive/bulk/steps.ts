/** What was done to entries one by one, so that each can be set back where nobody changed it since. */
import type { Content } from '../content/content.ts'

export type Step = PlacedStep | MadeStep | SavedStep | MarkedStep | SettledStep

interface AnyStep {
  /** Row of the entry that the person named, with which this one went. */
  readonly top: number
}

/** NOTE: rows keep their numbers as long as a drive is open, and a hundred thousand steps are kept. */
export interface Place {
  /** Row of the folder, or of the trash. */
  readonly parent: number
  readonly name: string
  /** It lies in the trash, or in a folder that does. */
  readonly isTrash?: true
}

/** It was moved: also into the trash and out of it. */
export interface PlacedStep extends AnyStep {
  readonly kind: 'placed'
  readonly row: number
  readonly from: Place
  readonly to: Place
  /** Where it was before it went to the trash, when it did not come back there. */
  readonly origin?: { readonly parent: Uint8Array; readonly name: string }
}

/** It was not there before. */
export interface MadeStep extends AnyStep {
  readonly kind: 'made'
  readonly id: Uint8Array
  /** Whether it is to go by itself, and not with the folder it was made in. */
  readonly isTop: boolean
}

/** It got another content. */
export interface SavedStep extends AnyStep {
  readonly kind: 'saved'
  readonly row: number
  readonly before: Saved
  readonly after: Saved
}

export interface Saved {
  readonly content: Content
  readonly mtime: number
}

export interface MarkedStep extends AnyStep {
  readonly kind: 'marked'
  readonly row: number
  readonly before: Marks
  readonly after: Marks
}

export interface Marks {
  readonly starred: boolean
  /** Sorted. */
  readonly tags: readonly string[]
}

/** Another version of a file was let go of; which one stands cannot be opened again. */
export interface SettledStep extends AnyStep {
  readonly kind: 'settled'
  /** Of the file. */
  readonly row: number
}
