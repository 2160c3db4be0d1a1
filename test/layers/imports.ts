import { Visitor, parseSync } from 'vite'
import type { ESTree } from 'vite'

/** What one source file reaches for. */
export interface Reach {
  /** Literal specifiers, in whichever way they were written. */
  readonly specifiers: readonly string[]
  /** Those of them from which nothing but types is taken, in every statement that names them. */
  readonly typesOnly: ReadonlySet<string>
  /** What `new URL(…, import.meta.url)` names: files and folders of the tree. */
  readonly places: readonly string[]
  /** Ways of importing that cannot be checked and are therefore refused, in words. */
  readonly refused: readonly string[]
  /** Globals that act on the outside: `process`, `fetch` and the like. */
  readonly effects: readonly string[]
  /** What another run answers otherwise: the clocks, waiting, and chance. */
  readonly chances: readonly string[]
}

/** Computed names that a file may use although nobody can check them. */
export interface Allowance {
  computeImports?: boolean
  computePlaces?: boolean
}

/** How a dynamic import is named in `refused`. */
const COMPUTED = 'import()'

const ACTING_GLOBALS: ReadonlySet<string> = new Set([
  'process',
  'fetch',
  'WebSocket',
  'EventSource',
  'XMLHttpRequest',
  'Worker',
  'SharedWorker',
])

/** Globals that tell time, wait, or are both. */
const TIMING_GLOBALS: ReadonlySet<string> = new Set([
  'performance',
  'requestAnimationFrame',
  'requestIdleCallback',
  'scheduler',
  'setImmediate',
  'setInterval',
  'setTimeout',
])

/** Their members that do, of globals and of libraries that otherwise only compute. */
const TIMING_MEMBERS: ReadonlySet<string> = new Set([
  'AbortSignal.timeout',
  'Date.now',
  'Math.random',
  'crypto.getRandomValues',
  'crypto.randomUUID',
])
const CHANCE = /^(?:random\w*|getRandomValues|webcrypto)$/

/**
 * Read every import of a source by its syntax tree, so that quotes, line breaks and comments do not matter.
 *
 * Fails closed: what it cannot read to the end (a computed specifier, a renamed `require`, a syntax error)
 * is reported in `refused`.
 */
export function reachOf(path: string, source: string, may: Allowance = {}): Reach {
  const specifiers: string[] = []
  const values = new Set<string>()
  const places: string[] = []
  const refused: string[] = []
  const effects: string[] = []
  const chances: string[] = []
  const { program, errors } = parseSync(path, source)
  for (const error of errors) refused.push(`does not parse: ${error.message}`)
  if (/^\s*\/\/\/\s*<reference/m.test(source)) refused.push('uses a /// <reference> comment')

  const add = (node: ESTree.Node | null | undefined, way: string, kind = 'value'): void => {
    const text = literalOf(node)
    if (text === undefined && way === COMPUTED && may.computeImports) return
    if (text === undefined) refused.push(`${way} of something that is not a literal`)
    else specifiers.push(text)
    if (text !== undefined && kind !== 'type') values.add(text)
  }
  /** Nodes that a check above them has already judged. */
  const judged = new Set<ESTree.Node>()

  new Visitor({
    ImportDeclaration: (node) => {
      add(node.source, 'import', node.importKind)
      for (const part of node.specifiers) judged.add(part.local)
      for (const part of node.specifiers) {
        if (!('imported' in part)) continue
        judged.add(part.imported)
        const name = 'name' in part.imported ? part.imported.name : part.imported.value
        if (node.source.value === 'node:crypto' && CHANCE.test(name)) chances.push(name)
      }
    },
    ExportAllDeclaration: (node) => add(node.source, 'export', node.exportKind),
    ExportNamedDeclaration: (node) => {
      if (node.source !== null) add(node.source, 'export', node.exportKind)
    },
    ImportExpression: (node) => add(node.source, COMPUTED),
    TSImportType: (node) => add(node.source, 'import type', 'type'),
    TSImportEqualsDeclaration: () => {
      refused.push('import x = require()')
    },
    CallExpression: (node) => {
      // The one way to reach CommonJS: createRequire(import.meta.url)('name').
      const { callee } = node
      if (callee.type === 'CallExpression' && isNamed(callee.callee, 'createRequire')) {
        judged.add(callee.callee)
        add(node.arguments[0], 'createRequire()()')
      }
      // And the way to see whether something optional is installed: createRequire(import.meta.url).resolve('name').
      if (
        callee.type === 'MemberExpression' &&
        callee.object.type === 'CallExpression' &&
        isNamed(callee.object.callee, 'createRequire') &&
        propertyOf(callee) === 'resolve'
      ) {
        judged.add(callee.object.callee)
        add(node.arguments[0], 'createRequire().resolve()')
      }
      if (isNamed(callee, 'require')) {
        judged.add(callee)
        add(node.arguments[0], 'require()')
      }
      if (isNamed(callee, 'eval')) refused.push('eval')
      if (isNamed(callee, 'Date')) chances.push('Date()')
    },
    NewExpression: (node) => {
      if (isNamed(node.callee, 'Function')) refused.push('new Function')
      if (isNamed(node.callee, 'Date') && node.arguments.length === 0) chances.push('new Date()')
      // new URL('./worker.ts', import.meta.url): how a worker names its file.
      const [first, base] = node.arguments
      if (!isNamed(node.callee, 'URL') || base === undefined) return
      if (!source.slice(base.start, base.end).includes('import.meta')) return
      const place = literalOf(first)
      if (place !== undefined) places.push(/^(?:\.|[a-z]+:)/.test(place) ? place : `./${place}`)
      else if (!may.computePlaces) refused.push('new URL() of something that is not a literal')
    },
    MemberExpression: (node) => {
      const name = propertyOf(node)
      if (node.property.type === 'Identifier' && !node.computed) judged.add(node.property)
      if (name === 'getBuiltinModule') refused.push('process.getBuiltinModule')
      if (node.object.type === 'MetaProperty' && name === 'resolve')
        refused.push('import.meta.resolve')
      const owner = ownerOf(node.object)
      if (owner !== undefined && TIMING_MEMBERS.has(`${owner}.${name}`)) {
        chances.push(`${owner}.${name}`)
      }
      if (isNamed(node.object, 'globalThis')) {
        if (name === undefined) refused.push('globalThis[computed]')
        else if (TIMING_GLOBALS.has(name)) chances.push(name)
        else if (ACTING_GLOBALS.has(name)) effects.push(name)
        else if (name === 'eval' || name === 'require') refused.push(`globalThis.${name}`)
      }
    },
    // A key of that name is a word, not the global.
    Property: (node) => {
      if (!node.computed && !node.shorthand) judged.add(node.key)
    },
    TSPropertySignature: (node) => {
      if (!node.computed) judged.add(node.key)
    },
    TSMethodSignature: (node) => {
      if (!node.computed) judged.add(node.key)
    },
    TSQualifiedName: (node) => {
      judged.add(node.right)
    },
    Identifier: (node) => {
      if (judged.has(node)) return
      if (node.name === 'require' || node.name === 'createRequire') {
        refused.push(`${node.name} used otherwise than called with a literal`)
      } else if (ACTING_GLOBALS.has(node.name)) effects.push(node.name)
      else if (TIMING_GLOBALS.has(node.name)) chances.push(node.name)
    },
  }).visit(program)

  const typesOnly = new Set(specifiers.filter((name) => !values.has(name)))
  return {
    specifiers,
    typesOnly,
    places,
    refused,
    effects: [...new Set(effects)],
    chances: [...new Set(chances)],
  }
}

function literalOf(node: ESTree.Node | null | undefined): string | undefined {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value
  if (node?.type !== 'TemplateLiteral' || node.expressions.length > 0) return undefined
  return node.quasis[0]?.value.cooked ?? undefined
}

function isNamed(node: ESTree.Node, name: string): boolean {
  return node.type === 'Identifier' && node.name === name
}

/** The global that a member is taken of, also by way of `globalThis`. */
function ownerOf(node: ESTree.Node): string | undefined {
  if (node.type === 'Identifier') return node.name
  if (node.type !== 'MemberExpression' || !isNamed(node.object, 'globalThis')) return undefined
  return propertyOf(node)
}

function propertyOf(node: ESTree.MemberExpression): string | undefined {
  if (node.property.type === 'Identifier' && !node.computed) return node.property.name
  return literalOf(node.property)
}
