/** Which of our origins a request is meant for. Everything else does not exist here. */
export type Place = { readonly kind: 'shell' } | { readonly kind: 'app'; readonly label: string }

/** `space.localhost` and `app-<label>.localhost`, each one DNS label, so that each is its own site. */
const APP_HOST = /^app-([a-z2-7]{20})\.localhost$/

/** @param port as people type it; the Host header carries it unless it is 80 */
export function shellOrigin(port: number): string {
  return `http://space.localhost:${port}`
}

export function appOrigin(label: string, port: number): string {
  return `http://app-${label}.localhost:${port}`
}

/**
 * Undefined for every host that is not ours: other names that lead to this machine (DNS rebinding),
 * bare addresses, `localhost` itself, other ports.
 */
export function placeOf(host: string | undefined, port: number): Place | undefined {
  const ending = `:${port}`
  if (host === undefined || !host.endsWith(ending)) return undefined
  const name = host.slice(0, -ending.length)
  if (name === 'space.localhost') return { kind: 'shell' }
  const label = APP_HOST.exec(name)?.[1]
  return label === undefined ? undefined : { kind: 'app', label }
}

/** The origin of a place as browsers write it. */
export function originOf(place: Place, port: number): string {
  return place.kind === 'shell' ? shellOrigin(port) : appOrigin(place.label, port)
}
