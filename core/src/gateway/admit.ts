/** Which requests of a browser a place answers at all. Programs that send none of these headers pass. */
import { originOf, type Place } from './origins.ts'

/** What a request says about where it comes from; undefined where it says nothing. */
export interface Asking {
  readonly origin: string | undefined
  /** Sec-Fetch-Site, -Mode and -Dest. */
  readonly site: string | undefined
  readonly mode: string | undefined
  readonly dest: string | undefined
  /** `script` when a service worker is to be installed. */
  readonly serviceWorker: string | undefined
}

/** Where a place may be opened as a page: the shell in a window, an app only inside the shell. */
const PAGE: Readonly<Record<Place['kind'], string>> = { shell: 'document', app: 'iframe' }
const FRAMED: ReadonlySet<string> = new Set([
  'document',
  'embed',
  'fencedframe',
  'frame',
  'iframe',
  'object',
])

/** Why the request is refused, in words; undefined when it may go on. */
export function refusal(place: Place, asking: Asking, port: number): string | undefined {
  const { origin, site, mode, dest, serviceWorker } = asking
  // It would stand between the page and the headers below, and could leave them out.
  if (serviceWorker !== undefined || dest === 'serviceworker')
    return 'There are no service workers here'
  if (origin !== undefined && origin !== originOf(place, port))
    return 'This was asked for by another page'
  const isPage = mode === 'navigate' && dest === PAGE[place.kind]
  if (dest !== undefined && FRAMED.has(dest) && !isPage)
    return place.kind === 'app' ? 'Open this app inside Space' : 'Open Space in a window of its own'
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !isPage)
    return 'This was asked for by another page'
  return undefined
}
