import { posix } from 'node:path'
import { reachOf } from './imports.ts'
import type { Reach } from './imports.ts'
import * as map from './map.ts'

/** A source tree as the rules see it; paths are relative to the root and use `/`. */
export interface Tree {
  readonly files: ReadonlyMap<string, string>
  /** By workspace folder ('' is the root): names that its manifest lists. */
  readonly libraries: Readonly<Record<string, readonly string[]>>
  /** By the name others import, the file it means, such as `@space/sdk` → `sdk/src/index.ts`. */
  readonly doors: Readonly<Record<string, string>>
}

/** Every broken rule in words, each beginning with the file; empty when the house stands. */
export function brokenRules(tree: Tree): string[] {
  const sources = [...tree.files].filter(([path]) => /\.(?:[cm]?[jt]sx?)$/.test(path))
  const graph = new Map<string, string[]>()
  const broken: string[] = []
  for (const [path, source] of sources) {
    const reach = reachOf(path, source, {
      computeImports: map.COMPUTED_IMPORTS.has(path),
      computePlaces: map.TEST_FILE.test(path),
    })
    const say = (words: string): void => void broken.push(`${path}: ${words}`)
    for (const words of reach.refused) say(words)
    checkShape(path, source, say)
    graph.set(path, checkReach(tree, path, reach, say))
  }
  return [
    ...broken,
    ...cyclesIn(graph).map((cycle) => `${cycle[0]}: imports itself: ${cycle.join(' > ')}`),
  ]
}

/** Circles among rooms in the map itself. */
export function circlesInMap(rooms: Readonly<Record<string, readonly string[]>>): string[][] {
  return cyclesIn(new Map(Object.entries(rooms)))
}

/** The room a file belongs to; undefined when the map has none. */
export function roomOf(path: string): string | undefined {
  const [top = '', second = '', third = ''] = path.split('/')
  const noun = third.replace(/(?:\.test)?\.[jt]sx?$/, '')
  const room = ((): string => {
    if (top === 'sdk' && second === 'src') return `sdk/${noun}` in map.ROOMS ? `sdk/${noun}` : 'sdk'
    if (top === 'core' && second === 'src') {
      if (path.split('/').length > 3) return `core/${third}`
      // Of single files only the composition root may lie beside the rooms.
      return map.SINGLE_FILES[noun] ?? path
    }
    if (top === 'core' && second === 'bin') return 'core/bin'
    if (top === 'plugins' || `${top}/${second}` in map.ROOMS) return `${top}/${second}`
    return top
  })()
  return Object.hasOwn(map.ROOMS, room) ? room : undefined
}

function checkShape(path: string, source: string, say: (words: string) => void): void {
  const lines = source.split('\n').length - 1
  if (lines > map.MOST_LINES) say(`${lines} lines; at most ${map.MOST_LINES}`)
  if (map.BANNED_NAME.test(path)) say('a name that says nothing about what is inside')
}

/** Check what one file reaches for; returns the files it imports. */
function checkReach(
  tree: Tree,
  path: string,
  reach: Reach,
  say: (words: string) => void,
): string[] {
  const from = roomOf(path)
  if (from === undefined) {
    say('lies in no room of the map')
    return []
  }
  const isTest = from === 'test' || map.TEST_FILE.test(path)
  const mayAct = isTest || map.EDGES.has(path)
  if (!mayAct) for (const name of reach.effects) say(`uses ${name}, but is not an edge file`)
  if (!mayAct && !map.TIMED.has(path)) {
    for (const name of reach.chances)
      say(`uses ${name}; take a clock or a source of chance instead`)
  }

  const targets: string[] = []
  for (const specifier of reach.specifiers) {
    if (specifier.startsWith('node:')) {
      const isPure = map.PURE_BUILTINS.has(specifier)
      if (!isPure && !mayAct) say(`imports ${specifier}, but is not an edge file`)
      continue
    }
    const target = /^\.{1,2}\//.test(specifier)
      ? posix.join(posix.dirname(path), specifier)
      : tree.doors[specifier]
    if (target === undefined) {
      checkLibrary(tree, { path, from, isTest, specifier }, say)
      const entries = map.ENTRIES[specifier]
      const isType = reach.typesOnly.has(specifier)
      if (entries !== undefined && !isType && !entries.includes(path))
        say(`imports ${specifier} at run time, which only its entries may`)
      continue
    }
    if (!tree.files.has(target)) {
      say(`imports ${specifier}, which is no file`)
      continue
    }
    targets.push(target)
    const isPort = reach.typesOnly.has(specifier) && map.PORTS[from]?.includes(target)
    if (!isPort) checkStep({ path, from, isTest }, target, specifier, say)
  }
  for (const place of reach.places) {
    const target = posix.join(posix.dirname(path), place).replace(/\/$/, '')
    // Not a step of the circle check: a thread or process that is started imports nothing into its parent.
    const inside = [...tree.files.keys()].find((file) => `${file}/`.startsWith(`${target}/`))
    if (inside === undefined) say(`names ${place}, which is no file or folder`)
    else checkStep({ path, from, isTest }, inside, place, say)
  }
  return targets
}

interface Start {
  readonly path: string
  readonly from: string
  readonly isTest: boolean
}

/** Check one step from a file to another one of the tree. */
function checkStep(
  { path, from, isTest }: Start,
  target: string,
  specifier: string,
  say: (words: string) => void,
): void {
  // Its own manifest, for the version, lies outside of all rooms.
  if (target === `${workspaceOf(path)}/package.json`) return
  const to = roomOf(target)
  if (to === undefined) return say(`imports ${specifier}, which lies in no room of the map`)
  if (!isTest && map.TEST_FILE.test(target)) {
    say(`imports ${specifier}, which is there for tests only`)
  }
  if (to === from) return
  const allowed = [...(map.ROOMS[from] ?? []), ...((isTest && map.TESTS_ALSO[from]) || [])]
  if (!allowed.includes(to)) return say(`${from} may not import ${to}`)
  const isFar = workspaceOf(target) !== workspaceOf(path)
  if (from !== 'test' && isFar && specifier.startsWith('.')) {
    say(`reaches into another workspace by a path: ${specifier}`)
  }
}

function checkLibrary(
  tree: Tree,
  { path, from, isTest, specifier }: Start & { specifier: string },
  say: (words: string) => void,
): void {
  const name = /^(?:@[\w.-]+\/)?[\w.-]+/.exec(specifier)?.[0]
  if (name === undefined || /^[a-z]+:/.test(specifier) || name.startsWith('@space/')) {
    return say(`imports ${specifier}, which is no room and no library`)
  }
  const workspace = workspaceOf(path)
  const listed = [
    ...(map.LIBRARIES[from] ?? tree.libraries[workspace] ?? []),
    ...(isTest ? [...(tree.libraries[workspace] ?? []), ...(tree.libraries[''] ?? [])] : []),
    // The house's own tests use what the rooms use.
    ...(from === 'test' ? (tree.libraries['core'] ?? []) : []),
  ]
  if (!listed.includes(name)) say(`imports ${name}, which is not a library of ${from}`)
}

function workspaceOf(path: string): string {
  const [top = '', second = ''] = path.split('/')
  if (top === 'plugins') return `plugins/${second}`
  return top === 'test' ? '' : top
}

/** Circles in a graph, each once, as the names along it and the first again. */
function cyclesIn(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const cycles: string[][] = []
  const done = new Set<string>()
  const trail: string[] = []
  const visit = (name: string): void => {
    const at = trail.indexOf(name)
    if (at >= 0) cycles.push([...trail.slice(at), name])
    if (at >= 0 || done.has(name)) return
    trail.push(name)
    for (const next of graph.get(name) ?? []) visit(next)
    trail.pop()
    done.add(name)
  }
  for (const name of graph.keys()) visit(name)
  return cycles
}
