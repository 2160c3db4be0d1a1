import type { Page } from 'playwright-core'
import type { SCENES } from '../../shell/src/fake/main.tsx'

/** One screen of the shell and how to come to it. */
export interface Screen {
  readonly name: string
  readonly path: string
  readonly scene?: keyof typeof SCENES
  /** What a person does there, and what they then see. */
  readonly act?: (page: Page) => Promise<void>
}
