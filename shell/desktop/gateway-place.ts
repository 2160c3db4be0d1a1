/** Where the daemon serves: the only places that anything here may reach. */
export interface GatewayPlace {
  /** Port of the gateway. */
  readonly port: number
  /** Port of the daemon's proxy, which refuses everything and counts it. */
  readonly proxyPort: number
}

const LABEL = /^[a-z2-7]{20}$/

/** Whether it is how the daemon names an app in its origin. */
export function isLabel(value: unknown): value is string {
  return typeof value === 'string' && LABEL.test(value)
}

export function shellOrigin({ port }: GatewayPlace): string {
  return `http://space.localhost:${port}`
}

export function appOrigin(label: string, { port }: GatewayPlace): string {
  return `http://app-${label}.localhost:${port}`
}

/** The page of ours that holds the frame of one app. */
export function framePage(url: string, place: GatewayPlace): string {
  return `${shellOrigin(place)}/frame.html#${encodeURIComponent(url)}`
}

/** Whether a URL lies in one of these origins; `ws:` counts as the `http:` of the same place. */
export function isWithin(url: string, origins: readonly string[]): boolean {
  const parsed = URL.parse(url)
  if (parsed === null || parsed.username !== '' || parsed.password !== '') return false
  return origins.includes(`${parsed.protocol.replace(/^ws/, 'http')}//${parsed.host}`)
}
