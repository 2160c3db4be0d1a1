import type { ManifestRequest } from '@space/sdk/manifest'

/** What is known of an installed app from its bundle. */
export interface AppFacts {
  /** Of its origin; unique. */
  readonly label: string
  readonly name: string
  readonly version: string
  /** A `data:` URL; null when it has none. */
  readonly icon: string | null
  /** Of its tile, in degrees. */
  readonly hue: number
  /** It came with Space. */
  readonly isBuiltIn: boolean
  /** All that it may ever ask for. */
  readonly requests: readonly ManifestRequest[]
}
