/** A page of Space itself, or an app. */
export type Place =
  | { readonly kind: 'home' }
  | { readonly kind: 'settings'; readonly page: SettingsPage; readonly of?: string }
  | { readonly kind: 'app'; readonly label: string }

export const SETTINGS_PAGES = [
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
  if (place.kind === 'app') return `app/${place.label}`
  const of = place.of === undefined ? '' : `/${encodeURIComponent(place.of)}`
  return `settings/${place.page}${of}`
}

/** The place that was written; undefined for what is none. */
export function placeOf(path: string): Place | undefined {
  const [first, second, third, ...rest] = path.split('/')
  if (rest.length > 0) return undefined
  if (first === 'home' && second === undefined) return { kind: 'home' }
  if (first === 'app' && third === undefined && /^[a-z0-9]{1,40}$/.test(second ?? '')) {
    return { kind: 'app', label: second ?? '' }
  }
  const page = SETTINGS_PAGES.find((known) => known === second)
  if (first !== 'settings' || page === undefined) return undefined
  if (third === undefined) return { kind: 'settings', page }
  try {
    return { kind: 'settings', page, of: decodeURIComponent(third) }
  } catch {
    return undefined
  }
}
