/** A double of Electron for tests: it does nothing, remembers what it was told, and lets a test be the world. */
import { EventEmitter } from 'node:events'
import type { Contents, Electron, Session } from '../electron.ts'
import { type FakeContents, FakeSession, FakeView } from './fake-pages.ts'

class FakeWindow extends EventEmitter {
  readonly children: FakeView[] = []
  readonly did: string[] = []
  isOver = false
  readonly contentView = {
    addChildView: (view: FakeView) => void this.children.push(view),
    removeChildView: (view: FakeView) => void this.children.splice(this.children.indexOf(view), 1),
  }
  getContentBounds = () => ({ x: 0, y: 0, width: 1280, height: 820 })
  isDestroyed = () => this.isOver
  isMinimized = () => false
  show = () => void this.did.push('show')
  focus = () => void this.did.push('focus')
  close = () => {
    if (this.isOver) return
    this.isOver = true
    this.emit('closed')
  }
  destroy = () => this.close()
}

interface Item {
  readonly label?: string
  readonly click?: () => void
}

/** Who asks: a page, and the frame in it. */
export interface From {
  readonly sender: unknown
  readonly frame?: unknown
}

export interface FakeElectron {
  readonly electron: Electron
  readonly sessions: Map<string, FakeSession>
  readonly windows: FakeWindow[]
  readonly views: FakeView[]
  readonly app: EventEmitter
  /** What was done, in order. */
  readonly done: string[]
  readonly keychain: { backend: string; isThere: boolean }
  /** Ask as a page would. */
  ask(channel: string, from: From, ...args: unknown[]): Promise<unknown>
  /** Send as a page would. */
  send(channel: string, from: From, ports: unknown[], value?: unknown): void
  menu(): readonly Item[]
}

/** @param isFirst whether no other Space of this user runs */
export function fakeElectron({ isFirst = true } = {}): FakeElectron {
  const done: string[] = []
  const sessions = new Map<string, FakeSession>()
  const windows: FakeWindow[] = []
  const views: FakeView[] = []
  const handlers = new Map<string, (event: object, ...args: unknown[]) => unknown>()
  const heard = new EventEmitter()
  const keychain = { backend: 'gnome_libsecret', isThere: true }
  let menu: readonly Item[] = []
  const say = (words: string): void => void done.push(words)
  const app = Object.assign(new EventEmitter(), {
    commandLine: { appendSwitch: (name: string, value: string) => say(`switch ${name}=${value}`) },
    enableSandbox: () => say('sandbox'),
    requestSingleInstanceLock: () => isFirst,
    setAsDefaultProtocolClient: (scheme: string) => say(`client ${scheme}`),
    whenReady: async () => say('ready'),
    quit: () => say('quit'),
  })
  const electron = {
    app,
    session: {
      fromPartition(name: string, options: unknown) {
        const there = sessions.get(name) ?? new FakeSession(name, options)
        sessions.set(name, there)
        return there
      },
    },
    BaseWindow: class extends FakeWindow {
      constructor() {
        super()
        windows.push(this)
      }
    },
    WebContentsView: class extends FakeView {
      constructor(options: { webPreferences: Record<string, unknown> }) {
        super(options)
        views.push(this)
      }
    },
    ipcMain: {
      handle: (channel: string, handler: never) => void handlers.set(channel, handler),
      removeHandler: (channel: string) => void handlers.delete(channel),
      on: (channel: string, hear: never) => void heard.on(channel, hear),
    },
    Tray: class extends EventEmitter {
      setToolTip = (words: string) => say(`tray ${words}`)
      setContextMenu = () => undefined
      destroy = () => say('tray gone')
    },
    Menu: {
      buildFromTemplate(items: readonly Item[]) {
        menu = items
      },
    },
    nativeImage: { createFromPath: (path: string) => path },
    clipboard: { writeText: (text: string) => say(`copy ${text}`) },
    dialog: { showErrorBox: (title: string, text: string) => say(`error ${title}: ${text}`) },
    shell: { openExternal: async (url: string) => say(`outside ${url}`) },
    safeStorage: {
      getSelectedStorageBackend: () => keychain.backend,
      isEncryptionAvailable: () => keychain.isThere,
      encryptString: (text: string) => Buffer.from(text).map((byte) => byte ^ 0x5a),
      decryptString(bytes: Buffer) {
        const text = Buffer.from(bytes.map((byte) => byte ^ 0x5a)).toString()
        if (!/^[\x20-\x7e]*$/.test(text)) throw new Error('Of another user')
        return text
      },
    },
  }
  return {
    electron: electron as unknown as Electron,
    sessions,
    windows,
    views,
    app,
    done,
    keychain,
    menu: () => menu,
    async ask(channel, { sender, frame }, ...args) {
      const handler = handlers.get(channel)
      if (handler === undefined) throw new Error(`Nobody answers ${channel}`)
      return handler({ sender, senderFrame: frame ?? null }, ...args)
    },
    send(channel, { sender, frame }, ports, value) {
      heard.emit(channel, { sender, senderFrame: frame ?? null, ports }, value)
    },
  }
}

/** The double under the type of the real thing. */
export function asContents(contents: FakeContents): Contents {
  return contents as unknown as Contents
}

export function asSession(session: FakeSession): Session {
  return session as unknown as Session
}
