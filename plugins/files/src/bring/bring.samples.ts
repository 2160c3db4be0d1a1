import type {
  BringAnswer,
  BringConflict,
  BringFacts,
  Bringing,
  BringItem,
  BringOptions,
  BringState,
  SpaceDirectory,
  Transfer,
  Transfers,
} from '@space/sdk'
import type { BringMemory, Remembered } from './bring-memory.ts'

/** A dropped file or folder as a browser gives it; an error instead of content cannot be read. */
export type Tree = { readonly [name: string]: Tree | string | Error }

export function entryOf(name: string, content: Tree | string | Error): FileSystemEntry {
  if (typeof content === 'string' || content instanceof Error) {
    return {
      name,
      isFile: true,
      isDirectory: false,
      file(resolve: (file: File) => void, reject: (error: unknown) => void) {
        if (content instanceof Error) reject(content)
        else resolve(new File([content], name))
      },
    } as unknown as FileSystemEntry
  }
  const inside = Object.entries(content).map(([inner, what]) => entryOf(inner, what))
  return {
    name,
    isFile: false,
    isDirectory: true,
    createReader() {
      let at = 0
      return {
        // As browsers do: a hundred at most each time, and none at the end.
        readEntries(resolve: (batch: FileSystemEntry[]) => void) {
          const batch = inside.slice(at, at + 100)
          at += batch.length
          resolve(batch)
        },
      }
    },
  } as unknown as FileSystemEntry
}

/** What a drop or a paste holds. */
export function transferOf(
  entries: readonly FileSystemEntry[],
  files: readonly File[] = [],
): DataTransfer {
  const items = entries.map((entry) => ({ kind: 'file', webkitGetAsEntry: () => entry }))
  const plain = files.map(() => ({ kind: 'file', webkitGetAsEntry: () => null }))
  return {
    items: [...items, ...plain],
    files,
    types: ['Files'],
    dropEffect: 'none',
  } as unknown as DataTransfer
}

export function factsOf(facts: Partial<BringFacts> = {}): BringFacts {
  return { kind: 'file', size: 48_000, lastModified: 1_800_000_000_000, ...facts }
}

export function conflictOf(name: string, conflict: Partial<BringConflict> = {}): BringConflict {
  return {
    path: name.split('/'),
    coming: factsOf({ size: 51_000, lastModified: 1_800_000_060_000 }),
    existing: factsOf(),
    isSame: false,
    answers: ['keep-both', 'replace', 'skip'],
    ...conflict,
  }
}

/** What is known of earlier visits; `kept` is what is put there, by name. */
export function memoryOf(known: Readonly<Record<string, Remembered>> = {}): {
  readonly memory: BringMemory
  readonly kept: Record<string, string>
} {
  const kept: Record<string, string> = {}
  return {
    kept,
    memory: {
      loaded: Promise.resolve(),
      get: (id) => known[id],
      put: async (id, { name }) => void (kept[id] = name),
    },
  }
}

const BEGUN: BringState = {
  phase: 'looking',
  totalFiles: 0,
  totalBytes: 0,
  isCounted: false,
  doneFiles: 0,
  doneBytes: 0,
  thereFiles: 0,
  skippedFiles: 0,
  folders: 0,
  current: null,
  failed: [],
  failedFiles: 0,
  problem: null,
  undo: null,
}

/** One bringing under the hands of a test. */
export interface Hand {
  readonly folder: SpaceDirectory
  readonly name: string
  readonly items: BringItem[]
  /** What was asked of it, such as `pause`. */
  readonly acts: string[]
  ask(conflicts: readonly BringConflict[]): Promise<readonly BringAnswer[]>
  /** Goes on to this state, and lets everybody hear of it. */
  put(state: Partial<BringState>): Promise<void>
}

/** `space.transfers` with a person's hand instead of an engine; `acts` are those on transfers by id. */
export function createHands(): {
  readonly transfers: Transfers
  readonly hands: Hand[]
  readonly acts: string[]
  tell(list: readonly Transfer[]): Promise<void>
} {
  const hands: Hand[] = []
  const acts: string[] = []
  const rows = feed<readonly Transfer[]>([])
  const act = (name: string) => async (id: string) => void acts.push(`${name} ${id}`)
  return {
    hands,
    acts,
    tell: rows.put,
    transfers: {
      list: async () => rows.now(),
      watch: () => rows.watch(),
      bring(items, folder, options = {}) {
        const { hand, bringing } = handOf(`t${hands.length + 1}`, folder, items, options)
        hands.push(hand)
        return bringing
      },
      pause: act('pause'),
      resume: act('resume'),
      cancel: act('cancel'),
      forget: act('forget'),
    },
  }
}

function handOf(
  id: string,
  folder: SpaceDirectory,
  given: AsyncIterable<BringItem> | Iterable<BringItem>,
  { name = '', conflicts }: BringOptions,
): { hand: Hand; bringing: Bringing } {
  const states = feed(BEGUN)
  const acts: string[] = []
  const items: BringItem[] = []
  const hand: Hand = {
    folder,
    name,
    items,
    acts,
    async ask(list) {
      if (conflicts === undefined) return []
      return conflicts(list)
    },
    put: (state) => states.put({ ...states.now(), ...state }),
  }
  const take = async (): Promise<void> => {
    for await (const item of given) items.push(item)
  }
  void take()
  const isOver = ({ phase }: BringState): boolean => phase === 'done' || phase === 'cancelled'
  return {
    hand,
    bringing: {
      id: Promise.resolve(id),
      folder,
      get state() {
        return states.now()
      },
      async *watch() {
        for await (const state of states.watch()) {
          yield state
          if (isOver(state)) return
        }
      },
      pause: () => void acts.push('pause'),
      resume: () => void acts.push('resume'),
      cancel: () => void acts.push('cancel'),
      retry() {
        acts.push('retry')
        if (isOver(states.now())) void states.put({ ...states.now(), phase: 'looking' })
      },
      ended: new Promise(() => {}),
    },
  }
}

function feed<Value>(first: Value): {
  now(): Value
  /** Resolves when all who watch have had their turn. */
  put(value: Value): Promise<void>
  watch(): AsyncGenerator<Value>
} {
  let value = first
  let changed = Promise.withResolvers<void>()
  return {
    now: () => value,
    async put(next) {
      value = next
      changed.resolve()
      changed = Promise.withResolvers()
      for (let turn = 0; turn < 10; turn++) await Promise.resolve()
    },
    async *watch() {
      for (;;) {
        const { promise } = changed
        yield value
        await promise
      }
    },
  }
}
