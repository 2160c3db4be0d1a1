import { isAppPath } from '@space/sdk/links'

/** A page of Space itself, or an app. */
export type Place =
  | { readonly kind: 'home' }
  /** `of`: a setting of the page, or what the page is about. */
  | { readonly kind: 'settings'; readonly page: SettingsPage; readonly of?: string }
  /** Without a path: wherever the app is. */
  | { readonly kind: 'app'; readonly label: string; readonly path?: readonly string[] }

export const SETTINGS_PAGES = [
  'you',
  'health',
  'recovery',
  'privacy',
  'storage',
  'apps',
  'permissions',
  'folders',
  'activity',
  'copies',
  'appearance',
  'about',
] as const

export type SettingsPage = (typeof SETTINGS_PAGES)[number]

/** How a place is written after `#` and, for pages of Space, after `space://`. */
export function pathOf(place: Place): string {
  if (place.kind === 'home') return 'home'
  if (place.kind === 'app') return ['app', place.label, ...(place.path ?? []).map(encode)].join('/')
  const of = place.of === undefined ? '' : `/${encodeURIComponent(place.of)}`
  return `settings/${place.page}${of}`
}

/** The place that was written; undefined for what is none. */
export function placeOf(path: string): Place | undefined {
  const [first, second, third, ...rest] = path.split('/')
  if (first === 'app') return appPlaceOf(second, path.split('/').slice(2))
  if (rest.length > 0) return undefined
  if (first === 'home' && second === undefined) return { kind: 'home' }
  const page = SETTINGS_PAGES.find((known) => known === second)
  if (first !== 'settings' || page === undefined) return undefined
  if (third === undefined) return { kind: 'settings', page }
  try {
    return { kind: 'settings', page, of: decodeURIComponent(third) }
  } catch {
    return undefined
  }
}

function appPlaceOf(label = '', names: readonly string[]): Place | undefined {
  if (!/^[a-z0-9]{1,40}$/.test(label)) return undefined
  try {
    const path = names.map(decodeURIComponent)
    if (!isAppPath(path)) return undefined
    return path.length === 0 ? { kind: 'app', label } : { kind: 'app', label, path }
  } catch {
    return undefined
  }
}

function encode(name: string): string {
  return encodeURIComponent(name.toWellFormed())
}
