import { createStore } from 'zustand/vanilla'
import type { StoreApi } from 'zustand/vanilla'
import type { Finding, Group, Known } from './finding.ts'
import { matchOf } from './match.ts'

/** Session. The one field that finds files, apps, pages and commands, and goes to addresses. */
export interface PaletteState {
  readonly isOpen: boolean
  readonly text: string
  /** In the order of the screen, each group together. */
  readonly findings: readonly Finding[]
  /** Id of the line that Enter takes. */
  readonly chosen: string | undefined
  /** Files are still looked for. */
  readonly isSearching: boolean
  open(text?: string): void
  close(): void
  type(text: string): void
  /** One line down or up, around the ends. */
  move(by: 1 | -1): void
  choose(id?: string): void
}

export interface PalettePorts {
  /** Everything that can be found now without files. */
  known(): readonly Known[]
  /** Where a typed address leads; undefined for words. */
  linked(text: string): Finding | undefined
  files(text: string, signal: AbortSignal): Promise<readonly Known[]>
}

const ORDER: readonly Group[] = ['best', 'links', 'files', 'apps', 'pages', 'commands']
const MOST_OF_GROUP: Readonly<Record<Group, number>> = {
  best: 1,
  links: 1,
  files: 8,
  apps: 5,
  pages: 5,
  commands: 6,
}
/** With nothing typed: what people come for. */
const AT_FIRST: ReadonlySet<Group> = new Set(['apps', 'commands'])

export function createPaletteStore(ports: PalettePorts): StoreApi<PaletteState> {
  let search = new AbortController()
  let hasMoved = false
  return createStore<PaletteState>()((set, get) => {
    const show = (text: string, files: readonly Finding[], isSearching: boolean): void => {
      const findings = arranged(text, ports, files)
      const was = get().chosen
      // A line that the person moved to stays theirs while others come in.
      const isKept = hasMoved && findings.some(({ id }) => id === was)
      set({ text, findings, isSearching, chosen: isKept ? was : findings[0]?.id })
    }
    const type = (text: string): void => {
      search.abort()
      search = new AbortController()
      hasMoved = false
      const { signal } = search
      const isWorth = text.trim() !== ''
      // Until the new ones come the old files stay, so that nothing flickers.
      const before = get().findings.filter(({ look }) => look.kind === 'entry')
      show(text, isWorth ? matched(before, text) : [], isWorth)
      if (!isWorth) return
      ports.files(text, signal).then(
        (files) => {
          if (!signal.aborted) show(text, matched(files, text, true), false)
        },
        () => {
          if (!signal.aborted) set({ isSearching: false })
        },
      )
    }
    return {
      isOpen: false,
      text: '',
      findings: [],
      chosen: undefined,
      isSearching: false,
      open(text = '') {
        set({ isOpen: true, findings: [], chosen: undefined })
        type(text)
      },
      close() {
        search.abort()
        set({ isOpen: false, text: '', findings: [], chosen: undefined, isSearching: false })
      },
      type,
      move(by) {
        hasMoved = true
        const { findings, chosen } = get()
        const at = findings.findIndex(({ id }) => id === chosen) + by
        set({ chosen: findings.at(at === findings.length ? 0 : at)?.id })
      },
      choose(id = get().chosen) {
        const finding = get().findings.find((one) => one.id === id)
        if (finding === undefined) return
        get().close()
        finding.run()
      },
    }
  })
}

function arranged(text: string, ports: PalettePorts, files: readonly Finding[]): Finding[] {
  const isEmpty = text.trim() === ''
  const link = ports.linked(text)
  const known = matched(ports.known(), text).filter(({ group }) => !isEmpty || AT_FIRST.has(group))
  const all = [...(link === undefined ? [] : [link]), ...files, ...known]
  // What was typed as a whole, or begins so, comes first wherever it is from.
  const [best] = isEmpty ? [] : all.toSorted((one, other) => one.rank - other.rank)
  const rest = all.filter((finding) => finding !== best)
  const lines = best === undefined ? rest : [{ ...best, group: 'best' as const }, ...rest]
  return ORDER.flatMap((group) =>
    lines
      .filter((line) => line.group === group)
      .toSorted((one, other) => one.rank - other.rank)
      .slice(0, MOST_OF_GROUP[group]),
  )
}

/** With `isFound` those stay that somebody else found by more than their names. */
function matched(known: readonly Known[], text: string, isFound = false): Finding[] {
  return known.flatMap((one) => {
    const match = matchOf(one.name, text) ?? (isFound ? { rank: 8, marks: [] } : undefined)
    const group = one.look.kind === 'entry' ? 'files' : one.group
    return match === undefined ? [] : [{ ...one, ...match, group }]
  })
}
