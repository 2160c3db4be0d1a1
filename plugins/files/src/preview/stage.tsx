import { fileKind } from '@space/sdk/media'
import { Button, i18n, Skeleton } from '@space/ui'
import { Component, lazy, Suspense, useEffect, useState, type ReactNode } from 'react'
import { useStore } from 'zustand'
import { Card, Failed } from './card.tsx'
import type { Item } from './item.ts'
import type { PreviewStore } from './preview-store.ts'
import type { Way } from './sight.ts'
import type { Looking, Tools } from './tools.ts'
import { urlOf, useSight } from './use-sight.ts'
import type { ViewProps } from './view-props.ts'

/** A file in the way that suits it. Each way is fetched when it is needed first. */
export function Stage({
  item,
  store,
  tools,
  tell,
}: {
  item: Item
  store: PreviewStore
  tools: Tools
  tell: (facts: readonly string[]) => void
}): ReactNode {
  const isHeld = useStore(store, (state) => state.unsaved !== undefined)
  const { look, retry } = useSight(item, tools, isHeld)
  // While its first bytes come, so does what will probably show it.
  useEffect(() => void expected(item.name)?.().catch(() => undefined), [item.name])
  const [failed, setFailed] = useState<{ version: string | null; why: string }>()
  const [isText, setText] = useState(false)
  if (look.status === 'looking') return <Skeleton label={i18n.t('Opening')} rows={4} />
  if (look.status === 'failed') return <Failed problem={look.problem} retry={retry} />
  const { sight } = look
  const isFailed = failed !== undefined && failed.version === look.item.version
  if (sight.way === undefined || isFailed) {
    const why = isFailed ? failed.why : sight.why
    return <Card item={item} tools={tools} {...(why === undefined ? {} : { why })} />
  }
  const way = isText ? 'text' : sight.way
  const View = VIEWS[way]
  const looking: Looking = {
    ...look,
    tools,
    tell,
    fail: (why) => setFailed({ version: look.item.version, why }),
    again: () => urlOf(look.item, look.file),
  }
  const source =
    sight.way === 'vector' || sight.way === 'markdown' || sight.way === 'table' ? (
      <Button kind="ghost" size="small" onClick={() => setText(!isText)}>
        {isText ? SHOWN[sight.way]() : i18n.t('Source')}
      </Button>
    ) : null
  return (
    <Guard key={way} version={look.item.version} fallback={<Broken item={item} tools={tools} />}>
      <Suspense fallback={<Skeleton label={i18n.t('Opening')} rows={4} />}>
        <View key={way} looking={looking} source={source} store={store} />
      </Suspense>
    </Guard>
  )
}

const SHOWN = {
  vector: () => i18n.t('Picture'),
  markdown: () => i18n.t('As a page'),
  table: () => i18n.t('As a table'),
}

export const loadImage = () => import('./image-view.tsx')
export const loadText = () => import('./text-view.tsx')
const loadPdf = () => import('./pdf-view.tsx')
const loadMedia = () => import('./media-view.tsx')

function expected(name: string): (() => Promise<unknown>) | undefined {
  if (/\.pdf$/i.test(name)) return loadPdf
  const kind = fileKind(name)
  return kind === 'video' || kind === 'audio' ? loadMedia : undefined
}

const image = lazy(async () => ({ default: (await loadImage()).ImageView }))
const media = lazy(async () => ({ default: (await loadMedia()).MediaView }))
const VIEWS: Record<Way, React.LazyExoticComponent<(props: ViewProps) => ReactNode>> = {
  image,
  vector: image,
  video: media,
  audio: media,
  pdf: lazy(async () => ({ default: (await loadPdf()).PdfView })),
  markdown: lazy(async () => ({ default: (await import('./markdown-view.tsx')).MarkdownView })),
  table: lazy(async () => ({ default: (await import('./table-view.tsx')).TableView })),
  text: lazy(async () => ({ default: (await loadText()).TextView })),
}

function Broken({ item, tools }: { item: Item; tools: Tools }): ReactNode {
  return (
    <Card
      item={item}
      tools={tools}
      why={i18n.t('Showing it failed. The file itself is untouched.')}
    />
  )
}

/** Whatever a file does to what shows it, the app goes on; another version has another chance. */
class Guard extends Component<
  { version: string | null; fallback: ReactNode; children: ReactNode },
  { isBroken: boolean }
> {
  override state = { isBroken: false }
  static getDerivedStateFromError(): { isBroken: boolean } {
    return { isBroken: true }
  }
  override componentDidUpdate({ version }: { version: string | null }): void {
    if (this.state.isBroken && version !== this.props.version) this.setState({ isBroken: false })
  }
  override render(): ReactNode {
    return this.state.isBroken ? this.props.fallback : this.props.children
  }
}
