import type { Space } from '@space/sdk'
import { Empty, i18n } from '@space/ui'
import type { ReactNode } from 'react'

/** Files, from the first look at what it was given. */
export function App({ space }: { space: Space }): ReactNode {
  return <Empty title={i18n.t('{name} opens', { name: space.app.name })}>{null}</Empty>
}
