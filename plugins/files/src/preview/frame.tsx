import {
  FileIcon,
  familyOf,
  figures,
  Icon,
  IconButton,
  Button,
  i18n,
  shownName,
  size as sizeWords,
  dayName,
} from '@space/ui'
import { ChevronLeft, ChevronRight, Download, Maximize2, Star, X } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { BarPlace } from './bar.tsx'
import { FolderCard } from './card.tsx'
import type { Item } from './item.ts'
import { Past } from './past.tsx'
import type { PreviewStore } from './preview-store.ts'
import styles from './frame.module.css'
import { Stage } from './stage.tsx'
import type { Tools } from './tools.ts'
import { download, openWith, said } from './said.ts'

/** Head, stage and bar around what is shown of an item. */
export function Frame({
  heading,
  stage,
  item,
  store,
  tools,
}: {
  heading: string
  stage: RefObject<HTMLDivElement | null>
  item: Item
  store: PreviewStore
  tools: Tools
}): ReactNode {
  const size = useStore(store, (state) => state.size)
  const at = useStore(store, (state) => state.at)
  const total = useStore(store, (state) => state.series.total)
  const [bar, setBar] = useState<HTMLElement | null>(null)
  const [facts, setFacts] = useState<{ of: string; words: readonly string[] }>({
    of: '',
    words: [],
  })
  const { step, close, enlarge } = store.getState()
  const { space } = tools
  useToday(item, store)
  useKeysOfNobody(stage, close)

  const onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return
    if (isWithin(event.target, FIELDS)) return
    const isFree = !isWithin(event.target, 'button,a,summary,[role=button]')
    if (event.key === ' ' && size === 'quick' && isFree) close()
    else if (event.key === 'Enter' && size === 'quick' && isFree) enlarge()
    else if (event.key === 'ArrowRight') void step(1)
    else if (event.key === 'ArrowLeft') void step(-1)
    else return
    event.preventDefault()
  }

  const words = [
    item.kind === 'file' ? sizeWords(item.size) : undefined,
    ...(facts.of === keyOf(item) ? facts.words : []),
    dayName(item.lastModified, tools.now()),
  ]
  return (
    // The keys of the whole of it; every one of them has a button, too.
    <div className={styles.frame} role="presentation" onKeyDown={onKey}>
      <header className={styles.head}>
        <FileIcon kind={familyOf(item)} size={24} />
        <div className={styles.title}>
          <h2 id={heading} title={shownName(item.name)}>
            {shownName(item.name)}
          </h2>
          <p>{words.filter((word) => word !== undefined).join(' · ')}</p>
        </div>
        {item.past === undefined && tools.canChange(item) && (
          <IconButton
            icon={Star}
            label={item.mark.starred ? i18n.t('Take the star away') : i18n.t('Star')}
            aria-pressed={item.mark.starred}
            onClick={() => void said(space, () => star(item, store))}
          />
        )}
        {item.past === undefined && (
          <IconButton
            icon={Download}
            label={i18n.t('Download')}
            onClick={() => void said(space, () => download(space, item))}
          />
        )}
        <span className={styles.opens}>
          {item.handle.kind === 'file' && item.past === undefined && (
            <Button onClick={() => void said(space, () => openWith(space, item))}>
              {i18n.t('Open with…')}
            </Button>
          )}
          {size === 'quick' && (
            <Button kind="primary" icon={Maximize2} onClick={enlarge}>
              {i18n.t('Open')}
            </Button>
          )}
        </span>
        <IconButton icon={X} label={i18n.t('Close')} onClick={close} />
      </header>
      {item.past !== undefined && <Past item={item} store={store} tools={tools} />}
      <div className={styles.stage} ref={stage} tabIndex={-1} data-stage>
        <BarPlace value={bar}>
          {item.handle.kind === 'directory' ? (
            <FolderCard key={item.id} item={item} folder={item.handle} />
          ) : (
            <Stage
              key={`${item.id}:${item.past}`}
              item={item}
              store={store}
              tools={tools}
              tell={(words) => setFacts({ of: keyOf(item), words })}
            />
          )}
        </BarPlace>
        {total > 1 && (
          <>
            <Turn side="back" isOver={at === 0} onClick={() => void step(-1)} />
            <Turn side="on" isOver={at >= total - 1} onClick={() => void step(1)} />
          </>
        )}
      </div>
      <div className={styles.bar}>
        <div className={styles.tools} ref={setBar} />
        {total > 1 && (
          <div className={styles.place}>
            <IconButton
              icon={ChevronLeft}
              label={i18n.t('Previous')}
              disabled={at === 0}
              onClick={() => void step(-1)}
            />
            <span>{i18n.t('{at} of {total}', { at: figures(at + 1), total: figures(total) })}</span>
            <IconButton
              icon={ChevronRight}
              label={i18n.t('Next')}
              disabled={at >= total - 1}
              onClick={() => void step(1)}
            />
          </div>
        )}
      </div>
    </div>
  )
}

function Turn({
  side,
  isOver,
  onClick,
}: {
  side: 'back' | 'on'
  isOver: boolean
  onClick: () => void
}): ReactNode {
  const label = side === 'back' ? i18n.t('Previous') : i18n.t('Next')
  return (
    <button
      type="button"
      className={`${styles.turn} ${styles[side]}`}
      // The same stands in the bar, with a name.
      aria-hidden="true"
      tabIndex={-1}
      title={label}
      disabled={isOver}
      onClick={onClick}
    >
      <Icon of={side === 'back' ? ChevronLeft : ChevronRight} size={20} />
    </button>
  )
}

/** A button that had the focus may be gone or disabled now: keys that nobody gets come back here. */
function useKeysOfNobody(stage: RefObject<HTMLElement | null>, close: () => void): void {
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent): void => {
      if (event.target !== document.body) return
      stage.current?.focus({ preventScroll: true })
      if (event.key !== 'Escape') return
      event.preventDefault()
      close()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [stage, close])
}

async function star(item: Item, store: PreviewStore): Promise<void> {
  const starred = !item.mark.starred
  await item.handle.mark({ starred })
  store.getState().renew({ ...item, mark: { ...item.mark, starred } })
}

/** What is shown follows the file: another version, another name. */
function useToday(item: Item, store: PreviewStore): void {
  useEffect(() => {
    if (item.past !== undefined) return undefined
    const stop = new AbortController()
    const follow = async (): Promise<void> => {
      let isFirst = true
      for await (const _change of item.handle.watch({ signal: stop.signal })) {
        // The first one only says that watching began.
        if (!isFirst) store.getState().renew({ ...item, ...(await item.handle.stat()) })
        isFirst = false
      }
    }
    // When it goes away, what was seen of it stays, and trying anything with it says why.
    follow().catch(() => undefined)
    return () => stop.abort()
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [item.id, item.past, store])
}

/** They have a use of their own for arrows and Space. */
const FIELDS = 'input,textarea,select,video,audio,[data-keys]'

function isWithin(target: EventTarget, selector: string): boolean {
  return target instanceof Element && target.closest(selector) !== null
}

function keyOf(item: Item): string {
  return `${item.id}:${item.version}`
}
