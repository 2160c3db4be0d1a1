import { chordOf, isWriting } from '@space/sdk/chords'
import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { AboutPage } from './address-bar/about-page.tsx'
import { AddressBar, SmallHead } from './address-bar/address-bar.tsx'
import { NOWHERE, PRIVATE, trustOf } from './address-bar/trust.ts'
import { SignedOut } from './connection/lost.tsx'
import { AppFrame } from './frame/app-frame.tsx'
import { holdFocus } from './frame/hold-focus.ts'
import { appOf } from './launcher/apps-store.ts'
import { Reminder } from './kit/reminder.tsx'
import { FirstRun } from './onboarding/first-run.tsx'
import { Pages } from './pages.tsx'
import { Prompts } from './prompts.tsx'
import { BottomBar } from './rail/bottom-bar.tsx'
import { Rail } from './rail/rail.tsx'
import type { Shell } from './shell.ts'
import { commandOf } from './words/command.ts'
import { pathOf, type Place } from './tabs/place.ts'
import { heedBack } from './tabs/browser-back.ts'
import { TabStrip } from './tabs/tab-strip.tsx'
import type { Tab } from './tabs/tabs-store.ts'
import { Toasts } from './toasts/toasts.tsx'
import { Outside } from './outside/outside.tsx'
import { Transfers } from './transfers/transfers.tsx'
import { Hidden, i18n } from '@space/ui'
import styles from './space.module.css'

/** How often times such as "12 min ago" are read anew. */
const TICK_MS = 30_000

/** The whole window: the frame that is ours, and the sheet that belongs to what is open. */
export function Space({ shell }: { shell: Shell }): ReactNode {
  const status = useStore(shell.connection, (state) => state.status)
  const home = useStore(shell.person, (state) => state.home)
  const apps = useStore(shell.apps, (state) => state.apps)
  const grants = useStore(shell.grants, (state) => state.grants)
  const pinned = useStore(shell.settings, (state) => state.settings.pinned)
  const isolation = useStore(shell.hello, (state) => state.hello?.isolation)
  const command = useStore(shell.hello, commandOf)
  const tabs = useStore(shell.tabs, (state) => state.tabs)
  const front = useStore(shell.tabs, (state) => state.front)
  const titles = useStore(shell.tabs, (state) => state.titles)
  const go = useStore(shell.tabs, (state) => state.go)
  const close = useStore(shell.tabs, (state) => state.close)
  const now = useNow(shell.now)
  useTheme(shell)
  useHeldFocus(shell)
  useDeafness(shell)
  useKeys(shell)
  useBack(shell)

  const place: Place = tabs.find(({ id }) => id === front)?.place ?? { kind: 'home' }
  const app = place.kind === 'app' ? appOf(apps, place.label) : undefined
  useAddress(place, app?.name)
  if (status === 'signed-out') {
    return (
      <>
        <SignedOut command={command} onCopy={shell.copy} />
        <Toasts store={shell.toasts} />
      </>
    )
  }
  // Whether this is a first run the daemon knows; until it said so nothing flashes by.
  if (home === undefined && status !== 'lost') return undefined
  if (home !== undefined && home.step !== null) {
    return (
      <>
        <FirstRun shell={shell} home={home} now={now} />
        <Toasts store={shell.toasts} />
        <Prompts shell={shell} now={now} />
      </>
    )
  }
  const elsewhere = place.kind === 'app' ? NOWHERE : PRIVATE
  const trust = app === undefined ? elsewhere : trustOf(app, grants, isolation)
  const nameOf = (tab: Tab): ReturnType<Parameters<typeof TabStrip>[0]['nameOf']> => {
    if (tab.place.kind === 'home') return { text: i18n.t('Home') }
    if (tab.place.kind === 'settings') return { text: i18n.t('Settings') }
    const of = appOf(apps, tab.place.label)
    if (of === undefined) return { text: i18n.t('App') }
    const title = titles[of.label]
    return { text: title ? i18n.t('{app}: {title}', { app: of.name, title }) : of.name, app: of }
  }
  const closeTab = (tab: Tab): void =>
    tab.place.kind === 'app' ? shell.closeApp(tab.place.label) : close(tab.id)
  const rail = inRail(apps, pinned)
  const title = nameOf({ id: 0, place, back: [], forward: [] }).text
  const pending = (
    <>
      <Outside store={shell.outside} now={now} onFailed={shell.fail} />
      <Transfers store={shell.transfers} onFailed={shell.fail} />
    </>
  )
  const about = (hide: () => void): ReactNode => (
    <AboutPage
      trust={trust}
      app={app}
      grants={grants}
      onPermissions={() => {
        hide()
        go({ kind: 'settings', page: 'permissions' })
      }}
      onActivity={() => {
        hide()
        go({
          kind: 'settings',
          page: 'activity',
          ...(app === undefined ? {} : { of: app.label }),
        })
      }}
    />
  )
  return (
    <>
      <div className={styles.shell}>
        <Rail apps={rail} place={place} isReady={status === 'ready'} go={go} />
        <header className={styles.head}>
          <TabStrip store={shell.tabs} nameOf={nameOf} onClose={closeTab} end={pending} />
          <AddressBar
            store={shell.tabs}
            place={place}
            app={app}
            trust={trust}
            onReload={
              app === undefined ? undefined : () => shell.frames.getState().reload(app.label)
            }
            about={about}
            onEdit={() => shell.press('Mod+L')}
          />
          <SmallHead
            title={title}
            trust={trust}
            about={about}
            end={pending}
            onSearch={() => shell.press('Mod+K')}
          />
        </header>
        <div className={styles.word}>
          <Reminder
            store={shell.person}
            now={now}
            onOpen={() => go({ kind: 'settings', page: 'recovery', of: 'words' })}
          />
        </div>
        <main className={styles.sheet} id="sheet" data-region="sheet">
          {place.kind === 'app' && <Hidden as="h1">{title}</Hidden>}
          <Pages shell={shell} place={place} now={now} />
          {tabs.map((tab) => {
            if (tab.place.kind !== 'app') return undefined
            const { label } = tab.place
            return (
              <AppFrame
                key={label}
                app={appOf(apps, label) ?? { label, name: i18n.t('This app') }}
                isInstalled={appOf(apps, label) !== undefined}
                isVisible={tab.id === front}
                store={shell.frames}
                openLine={shell.openLine}
                views={shell.bridge.views}
                onClose={() => shell.closeApp(label)}
              />
            )
          })}
        </main>
        <BottomBar apps={rail} place={place} go={go} />
      </div>
      <Toasts store={shell.toasts} />
      <Prompts shell={shell} now={now} />
    </>
  )
}

/** Pinned apps in their order; without any, all that are there. */
function inRail<App extends { label: string }>(
  apps: readonly App[],
  pinned: readonly string[],
): readonly App[] {
  const chosen = pinned
    .map((label) => apps.find((app) => app.label === label))
    .filter((app) => app !== undefined)
  return chosen.length > 0 ? chosen : apps
}

function useNow(clock: () => number): number {
  const [now, setNow] = useState(clock)
  useEffect(() => {
    const timer = setInterval(() => setNow(clock()), TICK_MS)
    return () => clearInterval(timer)
  }, [clock])
  return now
}

function useTheme(shell: Shell): void {
  const theme = useStore(shell.settings, (state) => state.settings.theme)
  const density = useStore(shell.settings, (state) => state.settings.density)
  useEffect(() => {
    document.documentElement.dataset['density'] = density
  }, [density])
  useEffect(() => {
    const { dataset } = document.documentElement
    if (theme === 'system') delete dataset['theme']
    else dataset['theme'] = theme
  }, [theme])
}

/** An app that takes the keyboard away from a prompt loses its frame. */
function useHeldFocus(shell: Shell): void {
  useEffect(
    () =>
      holdFocus(window, (frame) => {
        const label = frame.dataset['app']
        if (label === undefined) return
        const { name } = appOf(shell.apps.getState().apps, label) ?? { name: i18n.t('This app') }
        shell.frames.getState().stop(label, {
          title: i18n.t('Space stopped {app}', { app: name }),
          what: i18n.t('It took the keyboard for itself while Space was asking you something'),
        })
      }),
    [shell],
  )
}

/** What frames say to the window itself means nothing here, but it is counted with the rest. */
function useDeafness(shell: Shell): void {
  useEffect(() => {
    const over = new AbortController()
    const hear = ({ source, data }: MessageEvent): void => {
      for (const frame of document.querySelectorAll<HTMLIFrameElement>('iframe[data-app]')) {
        const label = frame.dataset['app']
        if (label !== undefined && frame.contentWindow === source) shell.hear(label, data)
      }
    }
    window.addEventListener('message', hear, { signal: over.signal })
    return () => over.abort()
  }, [shell])
}

/** Keys of the window while it has the focus itself; an app hands on those that it leaves alone. */
function useKeys(shell: Shell): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const chord = event.defaultPrevented || event.isComposing ? undefined : chordOf(event)
      if (chord === undefined || (chord === '?' && isWriting(event))) return
      if (shell.press(chord)) event.preventDefault()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [shell])
}

/** The browser's own Back, where the window is a tab of one. */
function useBack(shell: Shell): void {
  useEffect(() => {
    const over = new AbortController()
    heedBack(window, shell.tabs, over.signal)
    return () => over.abort()
  }, [shell])
}

/** The address and the title of the window follow the place, so that a reload comes back to it. */
function useAddress(place: Place, app: string | undefined): void {
  const path = pathOf(place)
  useEffect(() => {
    window.history.replaceState(window.history.state, '', `#/${path}`)
    document.title = app === undefined ? 'Space' : `${app} · Space`
  }, [path, app])
}
