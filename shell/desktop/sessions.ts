import { pathToFileURL } from 'node:url'
import type { Electron, Session } from './electron.ts'
import { appOrigin, type GatewayPlace, isWithin, shellOrigin } from './gateway-place.ts'

/** Sessions of the window and of each app: in memory alone, without a network, and without powers. */
export interface Sessions {
  shell(): Promise<Session>
  /** Of one app, which shares nothing with any other. */
  app(label: string): Promise<Session>
  /** All go on with a daemon that came back with another proxy. */
  moveTo(place: GatewayPlace): Promise<void>
  /** Forget everything that pages kept. */
  wipe(): Promise<void>
}

/** Kinds of addresses that reach no machine: what a page made itself. */
const OWN_SCHEMES = /^(?:blob|data|devtools):/

export function openSessions(
  { session }: Pick<Electron, 'session'>,
  first: GatewayPlace,
  save: (session: Session) => void,
): Sessions {
  let place = first
  const open = new Map<string, { session: Session; origins: () => string[] }>()

  /** @param origins the only ones that are asked for anything */
  const opened = async (partition: string, origins: () => string[]): Promise<Session> => {
    const there = open.get(partition)
    if (there !== undefined) return there.session
    // NOTE: a partition whose name begins with `persist:` would be kept on the disk, in clear.
    const made = session.fromPartition(partition, { cache: false })
    open.set(partition, { session: made, origins })
    withoutPowers(made)
    reachOnly(made, origins)
    await made.setProxy(proxyOf(place, origins()))
    return made
  }

  return {
    async shell() {
      const made = await opened('shell', () => [shellOrigin(place)])
      if (made.listenerCount('will-download') === 0) save(made)
      return made
    },
    async app(label) {
      const made = await opened(`app-${label}`, () => [shellOrigin(place), appOrigin(label, place)])
      if (made.listenerCount('will-download') === 0) refuseDownloads(made)
      return made
    },
    async moveTo(next) {
      place = next
      for (const { session: one, origins } of open.values()) {
        await one.setProxy(proxyOf(place, origins()))
        await one.closeAllConnections()
      }
    },
    async wipe() {
      for (const { session: one } of open.values()) await one.clearData()
    },
  }
}

/**
 * A session that shows one page of ours from the disk, and reaches nothing else.
 *
 * @param page absolute path
 */
export function closedSession(
  { session }: Pick<Electron, 'session'>,
  partition: string,
  page: string,
): Session {
  const made = session.fromPartition(partition, { cache: false })
  const { pathname } = pathToFileURL(page)
  withoutPowers(made)
  made.webRequest.onBeforeRequest(({ url }, answer) => {
    const asked = URL.parse(url)
    answer({ cancel: asked?.protocol !== 'file:' || asked.pathname !== pathname })
  })
  if (made.listenerCount('will-download') === 0) refuseDownloads(made)
  return made
}

function proxyOf({ proxyPort }: GatewayPlace, origins: readonly string[]) {
  const around = origins.map((origin) => origin.replace('http://', ''))
  return {
    mode: 'fixed_servers' as const,
    proxyRules: `http://127.0.0.1:${proxyPort}`,
    // Without the first, every port of this machine would be reached around the proxy.
    proxyBypassRules: ['<-loopback>', ...around].join(';'),
  }
}

/** The same once more, so that a proxy that is gone opens nothing. */
function reachOnly(one: Session, origins: () => string[]): void {
  one.webRequest.onBeforeRequest(({ url }, answer) => {
    answer({ cancel: !OWN_SCHEMES.test(url) && !isWithin(url, origins()) })
  })
}

function withoutPowers(one: Session): void {
  one.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  one.setPermissionCheckHandler(() => false)
  one.setDevicePermissionHandler(() => false)
  one.setBluetoothPairingHandler((_details, answer) => answer({ confirmed: false }))
  one.setDisplayMediaRequestHandler((_request, answer) => answer(null))
  one.setUSBProtectedClassesHandler(({ protectedClasses }) => protectedClasses)
  one.setCertificateVerifyProc((_request, answer) => answer(REFUSED))
  one.setSpellCheckerEnabled(false)
  for (const event of ['select-hid-device', 'select-serial-port', 'select-usb-device'] as const) {
    refuseChoice(one, event)
  }
}

/** Of `setCertificateVerifyProc`: nothing here speaks TLS with anybody. */
const REFUSED = -2

type Choice = 'select-hid-device' | 'select-serial-port' | 'select-usb-device'

function refuseChoice(one: Session, event: Choice): void {
  const refuse = (happening: { preventDefault(): void }, ...rest: unknown[]): void => {
    happening.preventDefault()
    const answer = rest.at(-1)
    if (typeof answer === 'function') (answer as (device: string) => void)('')
  }
  ;(one.on as (event: Choice, listener: typeof refuse) => unknown).call(one, event, refuse)
}

function refuseDownloads(one: Session): void {
  one.on('will-download', (event) => event.preventDefault())
}
