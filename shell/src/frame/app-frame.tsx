import { CircleAlert, Hourglass } from 'lucide-react'
import { useCallback, useEffect, useRef } from 'react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import { Button, Empty, i18n, Icon, Note } from '@space/ui'
import type { AppViews } from '../host-bridge/host-bridge.ts'
import type { FramesState } from './frames-store.ts'
import type { AppLine } from './handshake.ts'
import { FRAME_POLICY } from './policy.ts'
import { ViewPlace } from './view-place.tsx'
import styles from './app-frame.module.css'

/** Opens the line to the document that a frame of this app just loaded. */
export type OpenLine = (
  label: string,
  target: Pick<Window, 'postMessage'>,
  origin: string,
) => AppLine

/** How often a visible app is asked whether it still answers, and how long it may take. */
const ASK_EVERY_MS = 5000
const ANSWER_MS = 4000

/** One app behind the sandbox. It stays loaded while another tab is in front, hidden and inert. */
export function AppFrame({
  app,
  isInstalled,
  isVisible,
  store,
  openLine,
  views,
  onClose,
}: {
  app: { label: string; name: string }
  isInstalled: boolean
  isVisible: boolean
  store: StoreApi<FramesState>
  openLine: OpenLine
  /** Where each app has a view of its own. */
  views: AppViews | undefined
  onClose: () => void
}): ReactNode {
  const frame = useStore(store, (state) => state.frames[app.label])
  const open = useStore(store, (state) => state.open)
  const reload = useStore(store, (state) => state.reload)
  const wait = useStore(store, (state) => state.wait)
  useEffect(() => void open(app.label), [open, app.label])
  return (
    <section className={styles.place} aria-label={app.name} hidden={!isVisible}>
      {frame?.status === 'failed' && !isInstalled && (
        <Empty
          title={i18n.t('This app is no longer here')}
          mark={<Icon of={CircleAlert} size={24} />}
          actions={<Button onClick={onClose}>{i18n.t('Close')}</Button>}
        >
          {i18n.t('It was removed. Your folders are as they were.')}
        </Empty>
      )}
      {frame?.status === 'failed' && isInstalled && (
        <Empty
          title={frame.problem.title ?? i18n.t('{app} could not be opened', { app: app.name })}
          mark={<Icon of={CircleAlert} size={24} />}
          actions={
            <>
              <Button kind="primary" onClick={() => reload(app.label)}>
                {i18n.t('Try again')}
              </Button>
              <Button onClick={onClose}>{i18n.t('Close')}</Button>
            </>
          }
        >
          {i18n.t('{what}. What you gave it is as it was.', { what: frame.problem.what })}
        </Empty>
      )}
      {frame?.status === 'open' && (
        <>
          {frame.isSilent && !frame.isWaitedFor && (
            <div className={styles.silent} role="alert">
              <Note
                icon={Hourglass}
                action={
                  <>
                    <Button size="small" kind="ghost" onClick={() => wait(app.label)}>
                      {i18n.t('Wait')}
                    </Button>
                    <Button size="small" onClick={() => reload(app.label)}>
                      {i18n.t('Load again')}
                    </Button>
                    <Button size="small" onClick={onClose}>
                      {i18n.t('Close {app}', { app: app.name })}
                    </Button>
                  </>
                }
              >
                {i18n.t('{app} does not answer. What it saved is safe.', { app: app.name })}
              </Note>
            </div>
          )}
          <Sandbox
            key={`${frame.round} ${frame.url}`}
            app={app}
            url={frame.url}
            origin={frame.origin}
            isVisible={isVisible}
            openLine={openLine}
            views={views}
            store={store}
          />
        </>
      )}
    </section>
  )
}

function Sandbox({
  app,
  url,
  origin,
  isVisible,
  openLine,
  views,
  store,
}: {
  app: { label: string; name: string }
  url: string
  origin: string
  isVisible: boolean
  openLine: OpenLine
  views: AppViews | undefined
  store: StoreApi<FramesState>
}): ReactNode {
  const frame = useRef<HTMLIFrameElement>(null)
  const line = useRef<AppLine>(undefined)
  const hear = useStore(store, (state) => state.hear)
  useEffect(() => () => line.current?.close(), [])
  useEffect(() => {
    if (!isVisible) return undefined
    const timer = setInterval(() => {
      const asked = line.current
      void asked?.liveness.ask(ANSWER_MS).then((isAlive) => {
        if (line.current === asked) hear(app.label, isAlive)
      })
    }, ASK_EVERY_MS)
    return () => clearInterval(timer)
  }, [isVisible, hear, app.label])
  const greet = useCallback(
    (target: Pick<Window, 'postMessage'> | null | undefined) => {
      // A document that replaced another one gets a port of its own; the old one is dead.
      line.current?.close()
      line.current = target ? openLine(app.label, target, origin) : undefined
      hear(app.label, true)
    },
    [app.label, origin, openLine, hear],
  )
  useEffect(
    () =>
      views?.watch(app.label, {
        loaded: () => greet(views.targetOf(app.label)),
        gone: () => hear(app.label, false),
      }),
    [views, app.label, greet, hear],
  )
  if (views !== undefined) {
    return <ViewPlace app={app} url={url} isVisible={isVisible} views={views} />
  }
  return (
    <iframe
      ref={frame}
      title={app.name}
      data-app={app.label}
      className={styles.frame}
      sandbox="allow-scripts allow-same-origin allow-forms"
      allow=""
      referrerPolicy="no-referrer"
      {...{ csp: FRAME_POLICY }}
      src={url}
      onLoad={() => greet(frame.current?.contentWindow)}
    />
  )
}
