import type { SpaceDirectory } from '@space/sdk'

/** Where something goes. */
export interface Target {
  readonly folder: SpaceDirectory
  /** As the person calls it. */
  readonly name: string
}
