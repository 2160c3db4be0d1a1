/** The doubles of what a page is: its session, its contents, its view. */
import { EventEmitter } from 'node:events'

type Handler = (...args: never[]) => unknown

const SETTERS = [
  'setPermissionRequestHandler',
  'setPermissionCheckHandler',
  'setDevicePermissionHandler',
  'setBluetoothPairingHandler',
  'setDisplayMediaRequestHandler',
  'setUSBProtectedClassesHandler',
  'setCertificateVerifyProc',
]

export class FakeSession extends EventEmitter {
  readonly handlers = new Map<string, Handler | null>()
  readonly proxies: Record<string, unknown>[] = []
  spellcheck = true
  wiped = 0
  readonly webRequest = {
    onBeforeRequest: (handler: Handler) => void this.handlers.set('onBeforeRequest', handler),
  }
  readonly partition: string
  readonly options: unknown
  constructor(partition: string, options: unknown) {
    super()
    this.partition = partition
    this.options = options
    for (const name of SETTERS) {
      const set = (handler: Handler | null) => void this.handlers.set(name, handler)
      Object.assign(this, { [name]: set })
    }
  }
  setProxy = async (config: Record<string, unknown>) => void this.proxies.push(config)
  closeAllConnections = async () => undefined
  clearData = async () => {
    this.wiped += 1
  }
  setSpellCheckerEnabled = (isOn: boolean) => {
    this.spellcheck = isOn
  }
  /** Whether a request to `url` is let through. */
  lets(url: string): boolean {
    let isLet = true
    const answer = ({ cancel }: { cancel?: boolean }): void => {
      isLet = cancel !== true
    }
    this.call('onBeforeRequest', { url }, answer)
    return isLet
  }
  /** Ask one of its handlers; one that is missing lets everything pass. */
  call(name: string, ...args: unknown[]): unknown {
    const handler = this.handlers.get(name) as unknown as ((...all: unknown[]) => unknown) | null
    return handler?.(...args)
  }
}

export class FakeContents extends EventEmitter {
  readonly said: string[] = []
  readonly ports: unknown[] = []
  rtc = 'default'
  openHandler: (() => { action: string }) | undefined
  isClosed = false
  setWebRTCIPHandlingPolicy = (policy: string) => {
    this.rtc = policy
  }
  setWindowOpenHandler = (handler: () => { action: string }) => {
    this.openHandler = handler
  }
  loadURL = async (url: string) => void this.said.push(`load ${url}`)
  loadFile = async (path: string, { query }: { query: Record<string, string> }) =>
    void this.said.push(`file ${path.split('/').at(-1)} ${JSON.stringify(query)}`)
  send = (channel: string, value: string) => void this.said.push(`${channel} ${value}`)
  postMessage = (channel: string, _value: unknown, ports: unknown[]) => {
    this.said.push(channel)
    this.ports.push(...ports)
  }
  close = () => {
    this.isClosed = true
  }
  /** Tells whether what the event would do was prevented. */
  tries(event: string, details: object = {}, ...rest: unknown[]): boolean {
    let isPrevented = false
    const preventDefault = (): void => {
      isPrevented = true
    }
    this.emit(event, { ...details, preventDefault }, ...rest)
    return isPrevented
  }
}

export class FakeView {
  readonly webContents = new FakeContents()
  readonly webPreferences: Record<string, unknown>
  bounds: unknown
  isVisible = true
  constructor({ webPreferences }: { webPreferences: Record<string, unknown> }) {
    this.webPreferences = webPreferences
  }
  setBounds = (bounds: unknown) => {
    this.bounds = bounds
  }
  setVisible = (isVisible: boolean) => {
    this.isVisible = isVisible
  }
}
