import {
  Globe,
  House,
  Keyboard,
  Moon,
  Plus,
  RotateCw,
  Settings,
  Sun,
  SunMoon,
  Terminal,
  Undo2,
  X,
} from 'lucide-react'
import type { EntryRow, Host, InstalledApp } from '@space/sdk/host'
import { i18n } from '@space/ui'
import type { StoreApi } from 'zustand/vanilla'
import type { CommandsState } from '../commands/commands-store.ts'
import type { LinkState } from '../consent/link-store.ts'
import type { FramesState } from '../frame/frames-store.ts'
import type { HostBridge } from '../host-bridge/host-bridge.ts'
import { appOf, type AppsState } from '../launcher/apps-store.ts'
import { linkOf, writtenLink } from '../links/link.ts'
import { allSettings, settingsPages } from '../settings/settings-index.ts'
import type { SettingsState } from '../settings/settings-store.ts'
import { pathOf, type Place } from '../tabs/place.ts'
import type { TabsState } from '../tabs/tabs-store.ts'
import type { Finding, Known } from './finding.ts'
import type { PalettePorts } from './palette-store.ts'

/** The nouns of the window that lines are made of, and what their commands do. */
interface Parts {
  readonly host: Pick<Host, 'files'>
  readonly apps: StoreApi<AppsState>
  readonly tabs: StoreApi<TabsState>
  readonly commands: StoreApi<CommandsState>
  readonly settings: StoreApi<SettingsState>
  readonly frames: StoreApi<FramesState>
  readonly link: StoreApi<LinkState>
  readonly bridge: Pick<HostBridge, 'openLink'>
  readonly fail: (error: unknown) => void
  readonly say: (text: string) => void
  readonly closeTab: () => void
  readonly showHelp: () => void
}

const MOST_FILES = 24

/** What the palette finds in this window and on this computer. */
export function palettePorts(parts: Parts): PalettePorts {
  const { tabs, apps } = parts
  const go = (place: Place): void => tabs.getState().go(place)
  return {
    known: () => [...appsIn(parts, go), ...pagesIn(go), ...ofApps(parts, go), ...ofShell(parts)],
    linked: (text) => linkedIn(text, parts, go),
    async files(text, signal) {
      const files = filesApp(apps.getState().apps)
      if (files === undefined) return []
      const rows = await parts.host.files.search({ text, limit: MOST_FILES })
      signal.throwIfAborted()
      return rows.map((row) => fileLine(row, files, go))
    },
  }
}

/** The app that shows files and folders, when it is there. */
function filesApp(apps: readonly InstalledApp[]): InstalledApp | undefined {
  return builtInOf(apps, 'files')
}

function builtInOf(apps: readonly InstalledApp[], id: string): InstalledApp | undefined {
  return apps.find((app) => app.isBuiltIn && app.id === id)
}

/** How a place is written in the address field; an app by a stranger has no address to type. */
export function writtenPlace(place: Place, apps: readonly InstalledApp[]): string {
  if (place.kind !== 'app') return `space://${pathOf(place)}`
  const app = appOf(apps, place.label)
  return app?.isBuiltIn === true ? writtenLink(app.id, place.path ?? []) : ''
}

function fileLine(row: EntryRow, files: InstalledApp, go: (place: Place) => void): Known {
  const path = row.path.split('/').filter((name) => name !== '')
  return {
    id: `file-${row.id}`,
    group: 'files',
    name: row.name,
    detail: path.slice(0, -1).join(' / ') || i18n.t('My files'),
    look: { kind: 'entry', entry: row },
    run: () => go({ kind: 'app', label: files.label, path }),
  }
}

function appsIn({ apps }: Parts, go: (place: Place) => void): Known[] {
  return apps.getState().apps.map((app) => ({
    id: `app-${app.label}`,
    group: 'apps',
    name: app.name,
    look: { kind: 'app', app },
    run: () => go({ kind: 'app', label: app.label }),
  }))
}

function pagesIn(go: (place: Place) => void): Known[] {
  const pages = settingsPages().map(({ to, icon, text }): Known => ({
    id: `page-${to}`,
    group: 'pages',
    name: text,
    detail: i18n.t('Settings'),
    look: { kind: 'icon', icon },
    run: () => go({ kind: 'settings', page: to }),
  }))
  const home: Known = {
    id: 'page-home',
    group: 'pages',
    name: i18n.t('Home'),
    look: { kind: 'icon', icon: House },
    run: () => go({ kind: 'home' }),
  }
  const settings = allSettings().map(({ page, id, name }): Known => {
    const { icon, text } = settingsPages().find(({ to }) => to === page) ?? {
      icon: Settings,
      text: '',
    }
    return {
      id: `setting-${page}-${id}`,
      group: 'pages',
      name,
      detail: text,
      look: { kind: 'icon', icon },
      run: () => go({ kind: 'settings', page, of: id }),
    }
  })
  return [home, ...pages, ...settings]
}

/** Of each app that is open, with its name on every line. */
function ofApps({ apps, commands }: Parts, go: (place: Place) => void): Known[] {
  return Object.entries(commands.getState().commands).flatMap(([label, list]) => {
    const app = appOf(apps.getState().apps, label)
    if (app === undefined) return []
    return list.map(({ id, title, keys }): Known => ({
      id: `command-${label}-${id}`,
      group: 'commands',
      name: title,
      detail: app.name,
      ...(keys === undefined ? {} : { keys }),
      look: { kind: 'app', app },
      run() {
        go({ kind: 'app', label })
        commands.getState().run(label, id)
      },
    }))
  })
}

function ofShell(parts: Parts): Known[] {
  const { tabs, settings, apps, frames, fail } = parts
  const { tabs: open, front } = tabs.getState()
  const place = open.find(({ id }) => id === front)?.place
  const theme = (to: 'light' | 'dark' | 'system') => () =>
    void settings.getState().change({ theme: to }).catch(fail)
  const line = (id: string, icon: Known['look'], name: string, run: () => void, keys?: string) => ({
    id: `shell-${id}`,
    group: 'commands' as const,
    name,
    look: icon,
    run,
    ...(keys === undefined ? {} : { keys }),
  })
  const by = (icon: typeof Plus): Known['look'] => ({ kind: 'icon', icon })
  return [
    line('new-tab', by(Plus), i18n.t('New tab'), () => tabs.getState().openTab(), 'Mod+T'),
    line('close-tab', by(X), i18n.t('Close this tab'), parts.closeTab, 'Mod+W'),
    line(
      'reopen',
      by(Undo2),
      i18n.t('Open the closed tab again'),
      () => tabs.getState().reopen(),
      'Mod+Shift+T',
    ),
    ...(place?.kind === 'app'
      ? [
          line('reload', by(RotateCw), i18n.t('Load this app again'), () =>
            frames.getState().reload(place.label),
          ),
        ]
      : []),
    line('add-app', by(Plus), i18n.t('Add an app from a folder'), () =>
      apps.getState().beginInstall(),
    ),
    line('light', by(Sun), i18n.t('Light theme'), theme('light')),
    line('dark', by(Moon), i18n.t('Dark theme'), theme('dark')),
    line('system', by(SunMoon), i18n.t('Theme of this computer'), theme('system')),
    line('keys', by(Keyboard), i18n.t('Keyboard shortcuts'), parts.showHelp, 'Mod+/'),
  ]
}

function linkedIn(text: string, parts: Parts, go: (place: Place) => void): Finding | undefined {
  const link = linkOf(text)
  if (link === undefined) return undefined
  const line = (name: string, icon: typeof Globe, run: () => void): Finding => ({
    id: 'link',
    group: 'links',
    name,
    marks: [],
    rank: -2,
    detail: text.trim(),
    look: { kind: 'icon', icon },
    run,
  })
  switch (link.kind) {
    case 'place':
      return line(i18n.t('Go there'), Settings, () => go(link.place))
    case 'app': {
      const app = builtInOf(parts.apps.getState().apps, link.id)
      if (app === undefined) {
        return line(i18n.t('There is no app of that name'), Terminal, () => undefined)
      }
      const { label } = app
      return line(i18n.t('Go there in {app}', { app: app.name }), Terminal, () =>
        go({ kind: 'app', label, path: link.path }),
      )
    }
    case 'web':
      return line(i18n.t('Open in your browser, outside of Space'), Globe, () => {
        const stop = new AbortController()
        const space = { name: 'Space', hue: 277 }
        void parts.link
          .getState()
          .ask(space, link.url, stop.signal)
          .then((isOpened) => {
            if (isOpened) parts.bridge.openLink(link.url)
          })
      })
    default:
      return line(i18n.t('Space cannot open such sites yet'), Globe, () =>
        parts.say(i18n.t('Sites of IPFS and Handshake come with a later Space')),
      )
  }
}
