import type { Looking } from './tools.ts'
import type { PreviewStore } from './preview-store.ts'
import type { ReactNode } from 'react'

/** What every way of showing a file is given. */
export interface ViewProps {
  readonly looking: Looking
  /** The button that leads to the source and back, for those who have one. */
  readonly source: ReactNode
  readonly store: PreviewStore
}
