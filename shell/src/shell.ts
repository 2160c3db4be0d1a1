import { isSpaceError } from '@space/sdk'
import type { Chord } from '@space/sdk/chords'
import type { AppRef, Grant, Hello, Host } from '@space/sdk/host'
import { createStore } from 'zustand/vanilla'
import type { StoreApi } from 'zustand/vanilla'
import { type ActivityState, createActivityStore } from './activity/activity-store.ts'
import { FIRST_SINCE_MS } from './activity/since.ts'
import { type CommandsState, createCommandsStore } from './commands/commands-store.ts'
import { type ConsentState, createConsentStore } from './consent/consent-store.ts'
import { createLinkStore, type LinkState } from './consent/link-store.ts'
import type { Connection, ConnectionState } from './daemon/connection.ts'
import { follow } from './daemon/connection.ts'
import { type AppDaemon, openAppDaemon } from './frame/app-daemon.ts'
import type { OpenLine } from './frame/app-frame.tsx'
import { createFramesStore, type FramesState } from './frame/frames-store.ts'
import { shakeHands } from './frame/handshake.ts'
import { type Meter, openMeter } from './frame/meter.ts'
import type { ReloadState } from './frame/reload-prompt.tsx'
import { shellMethods } from './frame/shell-methods.ts'
import { createGrantsStore, type GrantsState } from './grants/grants-store.ts'
import { handMethods } from './hands/hand-methods.ts'
import { createHandsStore, type HandsState } from './hands/hands-store.ts'
import { createUsualStore, type UsualState } from './hands/usual-store.ts'
import { createHealthStore, type HealthState } from './health/health-store.ts'
import type { HostBridge } from './host-bridge/host-bridge.ts'
import { openFollowing } from './links/following.ts'
import { createKitStore, type KitState } from './kit/kit-store.ts'
import { createHelpStore, type HelpState } from './keys/help-store.ts'
import { keysOf } from './keys/keys.ts'
import { appOf, type AppsState, createAppsStore } from './launcher/apps-store.ts'
import { palettePorts, writtenPlace } from './palette/known.ts'
import { createPaletteStore, type PaletteState } from './palette/palette-store.ts'
import { createOutsideStore, type OutsideState } from './outside/outside-store.ts'
import { createGivingStore, type GivingState } from './onboarding/giving-store.ts'
import { createPersonStore, type PersonState } from './onboarding/person-store.ts'
import { createPrivacyStore, type PrivacyState } from './privacy/privacy-store.ts'
import { createKeepingStore, type KeepingState } from './settings/keeping-store.ts'
import { createSettingsStore, type SettingsState } from './settings/settings-store.ts'
import type { Place } from './tabs/place.ts'
import { createTabsStore, type TabsState, type TabsStorage } from './tabs/tabs-store.ts'
import { createToastsStore, type ToastsState } from './toasts/toasts-store.ts'
import { createTransfersStore, type TransfersState } from './transfers/transfers-store.ts'
import { createTrialsStore, type TrialsState } from './trials/trials-store.ts'
import { sentenceOf, i18n } from '@space/ui'

/** All that the window knows, and what a person can do in it that touches more than one noun. */
export interface Shell {
  readonly host: Host
  readonly bridge: HostBridge
  readonly connection: StoreApi<ConnectionState>
  readonly hello: StoreApi<{ hello: Hello | undefined }>
  readonly apps: StoreApi<AppsState>
  readonly grants: StoreApi<GrantsState>
  readonly consent: StoreApi<ConsentState>
  readonly link: StoreApi<LinkState>
  readonly hands: StoreApi<HandsState>
  readonly usual: StoreApi<UsualState>
  readonly activity: StoreApi<ActivityState>
  readonly trials: StoreApi<TrialsState>
  readonly transfers: StoreApi<TransfersState>
  readonly outside: StoreApi<OutsideState>
  readonly settings: StoreApi<SettingsState>
  readonly person: StoreApi<PersonState>
  readonly kit: StoreApi<KitState>
  readonly giving: StoreApi<GivingState>
  readonly health: StoreApi<HealthState>
  readonly privacy: StoreApi<PrivacyState>
  readonly keeping: StoreApi<KeepingState>
  readonly frames: StoreApi<FramesState>
  readonly reloading: StoreApi<ReloadState>
  readonly tabs: StoreApi<TabsState>
  readonly toasts: StoreApi<ToastsState>
  readonly commands: StoreApi<CommandsState>
  readonly palette: StoreApi<PaletteState>
  readonly help: StoreApi<HelpState>
  readonly openLine: OpenLine
  /** A key of the window was pressed; false when it means nothing here. */
  press(chord: Chord): boolean
  /** Counts what an app says, whichever way; false when it was stopped for it. */
  hear(label: string, data: unknown): boolean
  now(): number
  retry(): void
  say(text: string): void
  /** Go where an address of the window leads: `files/Photos`, as it is written after `#/`. */
  follow(address: string): void
  /** Tell the person of what failed, once. */
  fail(error: unknown): void
  revoke(grants: readonly Grant[], words: string): void
  previewUndo(app: string): void
  closeApp(label: string): void
  /** Has the window loaded anew for the app of this origin; asks where other apps are open. */
  loadAgain(origin: string, go: () => void): void
  copy(text: string): void
}

export interface ShellPowers {
  readonly connection: Connection
  readonly bridge: HostBridge
  readonly storage: TabsStorage
  readonly first?: Place | undefined
  readonly now: () => number
  /** Whether the person just acted: a click in a frame counts for the window that holds it. */
  readonly hasActed: (label: string) => boolean
}

/** Put the window together: one store per noun, each fed by the daemon whenever it is there. */
export function openShell(powers: ShellPowers): Shell {
  const { connection, bridge, now, hasActed } = powers
  const { host } = connection
  const hello = createStore<{ hello: Hello | undefined }>()(() => ({ hello: undefined }))
  const apps = createAppsStore(host.apps)
  const grants = createGrantsStore(host.grants)
  const consent = createConsentStore(host.consent)
  const link = createLinkStore()
  const hands = createHandsStore()
  const usual = createUsualStore(host.openings)
  const activity = createActivityStore(host.activity)
  const trials = createTrialsStore(host.trials)
  const transfers = createTransfersStore(host.transfers)
  const settings = createSettingsStore(host.settings)
  const person = createPersonStore(host.home)
  const kit = createKitStore(host.home)
  const giving = createGivingStore(host)
  const health = createHealthStore(host.health)
  const privacy = createPrivacyStore(host)
  const keeping = createKeepingStore(host.home)
  const frames = createFramesStore(host.apps)
  const reloading = createStore<ReloadState>()(() => ({ asked: undefined }))
  const tabs = createTabsStore(powers.storage, powers.first)
  const toasts = createToastsStore()
  const outside = createOutsideStore(host.outside, (text) => void toasts.getState().say({ text }))
  const commands = createCommandsStore()
  const help = createHelpStore()
  const daemons = new Map<string, AppDaemon>()

  connection.whenReady(async () => hello.setState({ hello: await host.daemon.hello() }))
  connection.whenReady(() => settings.getState().load())
  connection.whenReady((signal) => follow(host.home.watch(signal), person.getState().take))
  connection.whenReady(() => frames.getState().reopen())
  connection.whenReady((signal) => follow(host.apps.watch(signal), apps.getState().take))
  connection.whenReady((signal) => follow(host.grants.watch(signal), grants.getState().take))
  connection.whenReady((signal) => follow(host.consent.requests(signal), consent.getState().take))
  connection.whenReady((signal) => follow(host.transfers.watch(signal), transfers.getState().take))
  connection.whenReady((signal) => follow(host.outside.watch(signal), outside.getState().take))
  connection.whenReady((signal) =>
    follow(host.activity.watch({}, signal), activity.getState().take),
  )

  const fail = (error: unknown): void => {
    toasts.getState().say({ kind: 'failed', text: sentenceOf(error) })
  }
  const placeInFront = (): Place => {
    const { tabs: open, front } = tabs.getState()
    return open.find(({ id }) => id === front)?.place ?? { kind: 'home' }
  }
  const isInFront = (label: string): boolean => {
    const place = placeInFront()
    return place.kind === 'app' && place.label === label
  }
  const refOf = (label: string): AppRef =>
    appOf(apps.getState().apps, label) ?? {
      label,
      name: label,
      icon: null,
      hue: 0,
      isBuiltIn: false,
    }
  const daemonOf = (label: string): AppDaemon => {
    const there = daemons.get(label)
    if (there !== undefined) return there
    const made = openAppDaemon(async (signal) => {
      try {
        return await connection.openApp(label, signal)
      } catch (error) {
        // Without a connection for a while it counted as closed; its tab says that it is not.
        if (!isSpaceError(error, 'not-found')) throw error
        await host.apps.open(label)
        return connection.openApp(label, signal)
      }
    })
    daemons.set(label, made)
    return made
  }
  const closeFrame = (label: string): void => {
    daemons.get(label)?.close()
    daemons.delete(label)
    commands.getState().forget(label)
    void frames.getState().close(label)
  }
  apps.subscribe(({ apps: there }, { apps: before }) => {
    for (const old of before) {
      if (appOf(there, old.label) !== undefined) continue
      const by = there.find(({ id, source }) => id === old.id && source === old.source)
      if (by === undefined) continue
      tabs.getState().replaceApp(old.label, by.label)
      closeFrame(old.label)
    }
  })
  const meters = new Map<string, Meter>()
  const hear = (label: string, data: unknown): boolean => {
    const meter = meters.get(label) ?? openMeter(now)
    meters.set(label, meter)
    if (meter.take(data)) return true
    const { name } = appOf(apps.getState().apps, label) ?? { name: i18n.t('This app') }
    frames.getState().stop(label, {
      title: i18n.t('Space stopped {app}', { app: name }),
      what: i18n.t('It said more than Space can listen to'),
    })
    return false
  }

  const closeApp = (label: string): void => {
    tabs.getState().closeApp(label)
    closeFrame(label)
  }
  const closeTab = (): void => {
    const { tabs: open, front, close } = tabs.getState()
    const place = open.find(({ id }) => id === front)?.place
    if (place?.kind === 'app') closeApp(place.label)
    else close(front)
  }
  const say = (text: string): void => void toasts.getState().say({ text })
  const showHelp = (): void => help.getState().open()
  const found = { host, apps, tabs, commands, settings, frames, link, bridge, fail, say }
  const palette = createPaletteStore(palettePorts({ ...found, closeTab, showHelp }))
  const keys = keysOf({
    tabs,
    closeTab,
    openPalette: (text) => palette.getState().open(text),
    showHelp,
    address: () => writtenPlace(placeInFront(), apps.getState().apps),
  })
  const press = (chord: Chord): boolean => {
    // NOTE: behind a question nothing moves.
    if (document.querySelector('dialog[open]') !== null) return false
    keys[chord]?.()
    return keys[chord] !== undefined
  }

  return {
    host,
    bridge,
    connection: connection.state,
    hello,
    apps,
    grants,
    consent,
    link,
    hands,
    usual,
    activity,
    trials,
    transfers,
    outside,
    settings,
    person,
    kit,
    giving,
    health,
    privacy,
    keeping,
    frames,
    reloading,
    tabs,
    toasts,
    now,
    fail,
    retry: () => connection.retry(),
    openLine(label, target, origin) {
      const app = refOf(label)
      return shakeHands({
        target,
        origin,
        daemon: () => daemonOf(label).endpoint(),
        mayAsk: () => isInFront(label) && hasActed(label),
        hear: (data) => hear(label, data),
        press: (chord) => void (isInFront(label) && hasActed(label) && press(chord)),
        shell: shellMethods({
          app,
          bridge,
          toasts,
          tabs,
          link,
          settings,
          hand: handMethods({ app, host, hands, tabs, toasts, bridge, now }),
          commands,
        }),
      })
    },
    hear,
    press,
    say,
    follow: openFollowing({ apps, tabs, say }),
    commands,
    palette,
    help,
    revoke(of, words) {
      const ids = of.map(({ id }) => id)
      grants
        .getState()
        .revoke(ids)
        .then(() => {
          const undo = (): void => void grants.getState().reinstate(ids).catch(fail)
          toasts.getState().say({ text: words, undo })
        }, fail)
    },
    previewUndo(app) {
      void activity.getState().previewUndo({ app, since: now() - FIRST_SINCE_MS })
    },
    closeApp,
    loadAgain(origin, go) {
      const all = apps.getState().apps
      const app = all.find((one) => one.origin === origin)
      if (app === undefined) return
      const others = Object.entries(frames.getState().frames)
        .filter(([label, { status }]) => label !== app.label && status === 'open')
        .map(([label]) => appOf(all, label)?.name ?? i18n.t('An app'))
      if (others.length === 0) return go()
      frames.getState().stop(app.label, {
        title: i18n.t('{app} opens when Space was loaded again', { app: app.name }),
        what: i18n.t('It came after this window was opened'),
      })
      reloading.setState({ asked: { app: app.name, others, go } })
    },
    copy(text) {
      bridge.copyText(text).then(() => toasts.getState().say({ text: i18n.t('Copied') }), fail)
    },
  }
}
