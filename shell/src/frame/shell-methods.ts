import { SpaceError } from '@space/sdk'
import type { ThemeState } from '@space/sdk'
import { isAppPath } from '@space/sdk/links'
import type { StoreApi } from 'zustand/vanilla'
import type { HostBridge, Look } from '../host-bridge/host-bridge.ts'
import type { CommandsState } from '../commands/commands-store.ts'
import type { LinkState } from '../consent/link-store.ts'
import type { AppRef, Settings } from '@space/sdk/host'
import type { SettingsState } from '../settings/settings-store.ts'
import type { TabsState } from '../tabs/tabs-store.ts'
import type { ToastsState } from '../toasts/toasts-store.ts'
import { foreignWords, i18n } from '@space/ui'
import type { ShellCall, ShellMethods } from './relay.ts'

export interface ShellMethodsPowers {
  readonly commands: StoreApi<CommandsState>
  readonly app: AppRef
  readonly bridge: HostBridge
  readonly toasts: StoreApi<ToastsState>
  readonly tabs: StoreApi<TabsState>
  readonly link: StoreApi<LinkState>
  readonly settings: StoreApi<SettingsState>
  /** What goes to other apps, out of Space, and away for ever. */
  readonly hand: Readonly<Record<string, ShellCall>>
}

const MOST_TOAST_CHARS = 120
const MOST_LINK_CHARS = 2048

/** What an app gets of the shell itself, with the app's name on everything that the person sees. */
export function shellMethods(powers: ShellMethodsPowers): ShellMethods {
  const { app, bridge, toasts, tabs, link, settings, commands, hand } = powers
  const now = (): ThemeState => themeOf(bridge.look(), settings.getState().settings)
  return {
    calls: {
      ...hand,
      'ui.toast': ([options]) => {
        const { text, undo } = Object(options) as { text?: unknown; undo?: unknown }
        const words = typeof text === 'string' ? foreignWords(text, MOST_TOAST_CHARS) : ''
        if (words === '') {
          throw new SpaceError('bad-input', 'A toast needs words')
        }
        const { promise, resolve } = Promise.withResolvers<'undo' | 'gone'>()
        toasts.getState().say({
          from: app.name,
          text: words,
          onGone: resolve,
          ...(undo === undefined || undo === null ? {} : { undo: () => undefined }),
        })
        return promise
      },
      'ui.title': ([title]) => {
        if (typeof title !== 'string') throw new SpaceError('bad-input', 'A title is a text')
        tabs.getState().setTitle(app.label, title)
      },
      'ui.openLink': async ([address], signal) => {
        const url = checkedLink(address)
        if (!(await link.getState().ask(app, url, signal))) {
          throw new SpaceError('denied', i18n.t('The person did not open the address'))
        }
        bridge.openLink(url)
      },
      'theme.get': now,
      'commands.set': ([list]) => commands.getState().set(app.label, list),
      'address.get': () => pathIn(tabs, app.label),
      'address.set': ([path, options]) => {
        if (!isAppPath(path)) {
          throw new SpaceError('bad-input', 'An address is at most 200 names of 1 to 255 bytes')
        }
        const { replace } = Object(options) as { replace?: unknown }
        tabs.getState().setPath(app.label, path, { replace: replace === true })
      },
    },
    streams: {
      'commands.watch': (_params, signal) => commands.getState().chosen(app.label, signal),
      'theme.watch': (_params, signal) => watchTheme(now, powers, signal),
      'address.watch': (_params, signal) =>
        newer(() => pathIn(tabs, app.label), [(tell) => tabs.subscribe(tell)], signal),
    },
  }
}

/** The theme now, and each newer one: the person's choice changed, or the screen did. */
function watchTheme(
  now: () => ThemeState,
  { bridge, settings }: ShellMethodsPowers,
  signal: AbortSignal,
): AsyncIterable<ThemeState> {
  const look = async (tell: () => void): Promise<void> => {
    for await (const _ of bridge.watchLook(signal)) tell()
  }
  const sources: Source[] = [
    (tell) => settings.subscribe(tell),
    (tell) => {
      void look(tell)
      return () => undefined
    },
  ]
  return newer(now, sources, signal)
}

/** Calls `tell` whenever something may have changed, until what it returns is called. */
type Source = (tell: () => void) => () => void

/** The state now, and each other one after it. */
async function* newer<State>(
  now: () => State,
  sources: readonly Source[],
  signal: AbortSignal,
): AsyncGenerator<State> {
  let changed = Promise.withResolvers<void>()
  const tell = (): void => changed.resolve()
  const ends = sources.map((source) => source(tell))
  signal.addEventListener('abort', tell)
  let told = ''
  try {
    while (!signal.aborted) {
      changed = Promise.withResolvers()
      const state = now()
      const words = JSON.stringify(state)
      if (words !== told) yield state
      told = words
      await changed.promise
    }
  } finally {
    for (const end of ends) end()
  }
}

function pathIn(tabs: StoreApi<TabsState>, label: string): readonly string[] {
  const places = tabs.getState().tabs.map(({ place }) => place)
  const place = places.find((one) => one.kind === 'app' && one.label === label)
  return place?.kind === 'app' ? (place.path ?? []) : []
}

function themeOf(look: Look, { theme, density }: Settings): ThemeState {
  const isDark = theme === 'system' ? look.isDark : theme === 'dark'
  return {
    scheme: isDark ? 'dark' : 'light',
    reducedMotion: look.reducedMotion,
    highContrast: look.highContrast,
    density,
  }
}

function checkedLink(address: unknown): string {
  const url =
    typeof address === 'string' && address.length <= MOST_LINK_CHARS ? URL.parse(address) : null
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new SpaceError('bad-input', i18n.t('Only web addresses can be opened'), {
      try: i18n.t('begin with https://'),
    })
  }
  if (url.hostname === 'localhost' || url.hostname.endsWith('.localhost')) {
    throw new SpaceError('denied', i18n.t('An app cannot lead to a page of Space'))
  }
  // Names and passwords in an address make it look like another one.
  url.username = ''
  url.password = ''
  return url.href
}
