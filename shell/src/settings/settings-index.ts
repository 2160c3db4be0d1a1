import {
  Clock,
  Copy,
  EyeOff,
  Grid2X2,
  HardDrive,
  HeartPulse,
  Info,
  KeyRound,
  Shield,
  Sun,
  User,
  type LucideIcon,
} from 'lucide-react'
import { i18n } from '@space/ui'
import type { SettingsPage } from '../tabs/place.ts'

/** A page of the settings. */
export interface PageLine {
  readonly to: SettingsPage
  /** Another view of it. */
  readonly also?: SettingsPage
  readonly icon: LucideIcon
  readonly text: string
}

/** One setting and its address: `space://settings/<page>/<id>`. */
export interface SettingLine {
  readonly page: SettingsPage
  readonly id: string
  readonly name: string
  /** Other words that a person may look for it with. */
  readonly also: string
}

/** The pages in their order, as they are called. */
export function settingsPages(): readonly PageLine[] {
  return [
    { to: 'you', icon: User, text: i18n.t('You and this computer') },
    { to: 'health', icon: HeartPulse, text: i18n.t('Health') },
    { to: 'recovery', icon: KeyRound, text: i18n.t('Recovery kit') },
    { to: 'privacy', icon: EyeOff, text: i18n.t('Privacy') },
    { to: 'permissions', also: 'folders', icon: Shield, text: i18n.t('Permissions') },
    { to: 'activity', icon: Clock, text: i18n.t('Activity') },
    { to: 'copies', icon: Copy, text: i18n.t('Copies on trial') },
    { to: 'apps', icon: Grid2X2, text: i18n.t('Apps') },
    { to: 'storage', icon: HardDrive, text: i18n.t('Storage') },
    { to: 'appearance', icon: Sun, text: i18n.t('Appearance') },
    { to: 'about', icon: Info, text: i18n.t('About') },
  ]
}

/** Every setting there is. */
export function allSettings(): readonly SettingLine[] {
  return [
    { page: 'you', id: 'name', name: i18n.t('Your name'), also: i18n.t('person, who, profile') },
    {
      page: 'you',
      id: 'device',
      name: i18n.t('Name of this computer'),
      also: i18n.t('device, laptop, hostname'),
    },
    {
      page: 'you',
      id: 'passphrase',
      name: i18n.t('Passphrase'),
      also: i18n.t('password, lock, change, remove'),
    },
    {
      page: 'health',
      id: 'check',
      name: i18n.t('Check every file'),
      also: i18n.t('verify, damaged, disk, backup'),
    },
    {
      page: 'recovery',
      id: 'words',
      name: i18n.t('Your 24 words'),
      also: i18n.t('phrase, seed, show, print, paper, lost'),
    },
    {
      page: 'recovery',
      id: 'test',
      name: i18n.t('Test your page'),
      also: i18n.t('prove, confirm, words, phrase'),
    },
    {
      page: 'privacy',
      id: 'now',
      name: i18n.t('Connected now'),
      also: i18n.t('network, internet, telemetry, tracking, who sees'),
    },
    {
      page: 'permissions',
      id: 'apps',
      name: i18n.t('What apps can see'),
      also: i18n.t('grant, folder, revoke, close, access'),
    },
    {
      page: 'storage',
      id: 'versions',
      name: i18n.t('Older versions'),
      also: i18n.t('history, keep, thin out, undo'),
    },
    {
      page: 'storage',
      id: 'trash',
      name: i18n.t('Days in the trash'),
      also: i18n.t('deleted, bin, remove, keep'),
    },
    {
      page: 'storage',
      id: 'folder',
      name: i18n.t('Where it lies'),
      also: i18n.t('folder, path, disk, place, size, room'),
    },
    {
      page: 'appearance',
      id: 'theme',
      name: i18n.t('Theme'),
      also: i18n.t('dark, light, night, colour'),
    },
    {
      page: 'appearance',
      id: 'density',
      name: i18n.t('Density'),
      also: i18n.t('compact, comfortable, rows, size, spacing'),
    },
    {
      page: 'appearance',
      id: 'language',
      name: i18n.t('Language'),
      also: i18n.t('English, translation, locale'),
    },
    {
      page: 'apps',
      id: 'installed',
      name: i18n.t('Apps on this computer'),
      also: i18n.t('install, add, remove, uninstall'),
    },
    {
      page: 'about',
      id: 'version',
      name: i18n.t('Version of Space'),
      also: i18n.t('update, DID, drive'),
    },
    {
      page: 'about',
      id: 'isolation',
      name: i18n.t('Isolation of apps'),
      also: i18n.t('sandbox, browser, network'),
    },
  ]
}

/** Settings and pages in which every word that was typed begins a word. */
export function findSettings(
  typed: string,
): readonly { readonly page: SettingsPage; readonly id?: string; readonly name: string }[] {
  const wanted = wordsOf(typed)
  if (wanted.length === 0) return []
  const has = (text: string): boolean => {
    const words = wordsOf(text)
    return wanted.every((one) => words.some((word) => word.startsWith(one)))
  }
  const pages = settingsPages()
    .filter(({ text }) => has(text))
    .map(({ to, text }) => ({ page: to, name: text }))
  const settings = allSettings().filter(({ name, also }) => has(`${name} ${also}`))
  return [...pages, ...settings]
}

function wordsOf(text: string): string[] {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}
