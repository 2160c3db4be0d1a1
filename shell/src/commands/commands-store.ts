import { SpaceError } from '@space/sdk'
import { foreignWords } from '@space/ui'
import { createStore } from 'zustand/vanilla'
import type { StoreApi } from 'zustand/vanilla'

/** Something that an app does, in its words. */
export interface AppsCommand {
  readonly id: string
  readonly title: string
  /** As it is written on keys, such as `Ctrl+Shift+N`; a hint, the app listens itself. */
  readonly keys?: string
}

/** Session. What the open apps can do, by label. */
export interface CommandsState {
  readonly commands: Readonly<Record<string, readonly AppsCommand[]>>
  /** Takes the place of all that this app said before. @throws {SpaceError} `bad-input` */
  set(label: string, commands: unknown): void
  /** The app was closed. */
  forget(label: string): void
  run(label: string, id: string): void
  /** Ids of what the person chose of this app, until `signal` fires. */
  chosen(label: string, signal: AbortSignal): AsyncIterable<string>
}

const MOST_COMMANDS = 100
const MOST_ID_CHARS = 64
const MOST_TITLE_CHARS = 60
const MOST_KEYS_CHARS = 32

export function createCommandsStore(): StoreApi<CommandsState> {
  const listeners = new Map<string, Set<(id: string) => void>>()
  return createStore<CommandsState>()((set, get) => ({
    commands: {},
    set: (label, commands) =>
      set({ commands: { ...get().commands, [label]: checkedCommands(commands) } }),
    forget(label) {
      const { [label]: _, ...commands } = get().commands
      set({ commands })
    },
    run(label, id) {
      for (const tell of listeners.get(label) ?? []) tell(id)
    },
    async *chosen(label, signal) {
      const ids: string[] = []
      let news = Promise.withResolvers<void>()
      const tell = (id: string): void => {
        ids.push(id)
        news.resolve()
      }
      const stop = (): void => news.resolve()
      const of = listeners.get(label) ?? new Set()
      listeners.set(label, of.add(tell))
      signal.addEventListener('abort', stop)
      try {
        while (!signal.aborted) {
          const id = ids.shift()
          if (id !== undefined) {
            yield id
            continue
          }
          news = Promise.withResolvers()
          await news.promise
        }
      } finally {
        of.delete(tell)
        signal.removeEventListener('abort', stop)
      }
    },
  }))
}

function checkedCommands(commands: unknown): AppsCommand[] {
  if (!Array.isArray(commands) || commands.length > MOST_COMMANDS) {
    throw new SpaceError('bad-input', `Commands are a list of at most ${MOST_COMMANDS}`)
  }
  const ids = new Set<string>()
  return commands.map((command: unknown) => {
    const { id, title, keys } = Object(command) as Record<string, unknown>
    const words = typeof title === 'string' ? foreignWords(title, MOST_TITLE_CHARS) : ''
    const isFit = typeof id === 'string' && id !== '' && id.length <= MOST_ID_CHARS
    if (!isFit || words === '' || ids.has(id)) {
      throw new SpaceError('bad-input', 'A command needs an id of its own and a title')
    }
    ids.add(id)
    if (typeof keys !== 'string') return { id, title: words }
    return { id, title: words, keys: foreignWords(keys, MOST_KEYS_CHARS) }
  })
}
