import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { BANNED_NAME, EDGES, ROOMS, SERVED, TIMED, TOP_LEVEL } from './layers/map.ts'
import { brokenRules, circlesInMap, roomOf } from './layers/rules.ts'
import type { Tree } from './layers/rules.ts'

const root = join(import.meta.dirname, '..')

describe('the house as it lies', () => {
  const paths = listFiles()

  test('every file is in a room and imports only what the map allows', () => {
    expect(brokenRules(readTree(paths))).toEqual([])
  })

  test('only what is on the list lies at the top', () => {
    const top = new Set(paths.map((path) => path.split('/')[0] ?? ''))
    expect([...top].filter((name) => !TOP_LEVEL.has(name))).toEqual([])
  })

  test('no folder or file has a name that says nothing', () => {
    expect(paths.filter((path) => BANNED_NAME.test(path))).toEqual([])
  })

  test('the map has no circle', () => {
    expect(circlesInMap(ROOMS)).toEqual([])
  })

  test('react-native, which a transitive peer asks for, is not installed', () => {
    expect(existsSync(join(root, 'node_modules', 'react-native'))).toBe(false)
  })

  test('the lock takes packages from a registry only, each with its hash', () => {
    const odd = Object.entries(lock())
      .filter(([path]) => path.includes('node_modules/'))
      .filter(([, entry]) => entry.link !== true)
      .filter(
        ([, { resolved = 'https:', integrity }]) =>
          !resolved.startsWith('https:') || integrity === undefined,
      )
    expect(odd.map(([path]) => path)).toEqual([])
  })

  test('no package that ships asks for an install script', () => {
    const scripted = Object.entries(lock()).filter(
      ([, entry]) => entry.hasInstallScript === true && entry.dev !== true,
    )
    expect(scripted.map(([path]) => path)).toEqual([])
  })
})

describe('the checker', () => {
  const low = 'core/src/crypto/low.ts'
  const high = 'core/src/drive/high.ts'

  test('lets pass what the map allows', () => {
    const files = {
      [low]: 'export const low = 1',
      [high]: `import { low } from '../crypto/low.ts'\nimport { SpaceError } from '@space/sdk'
        import { CID } from 'multiformats/cid'\nimport { join } from 'node:path'
        export const process = { fetch: low }; export type T = { process: string }`,
    }
    // Naming a thing `process` is refused too: it would hide the use of the real one.
    expect(plant(files)).toEqual([`${high}: uses process, but is not an edge file`])
    expect(
      plant({ ...files, [high]: files[high].replace(/export const process.*$/m, '') }),
    ).toEqual([])
  })

  const ways: Record<string, string> = {
    'single quotes': `import { x } from '../drive/high.ts'`,
    'double quotes': `import { x } from "../drive/high.ts"`,
    'no space': `import{x}from"../drive/high.ts"`,
    'several lines': `import {\n  x,\n} from\n  /* here */ '../drive/high.ts'`,
    'a bare import': `import '../drive/high.ts'`,
    'import type': `import type { X } from '../drive/high.ts'`,
    'an inline type': `export type X = import('../drive/high.ts').X`,
    'export from': `export { x } from '../drive/high.ts'`,
    'export type from': `export type { X } from '../drive/high.ts'`,
    'export all': `export * from '../drive/high.ts'`,
    'export all as': `export * as high from "../drive/high.ts"`,
    'import()': `const x = await import('../drive/high.ts')`,
    'import() in double quotes': `const x = await import("../drive/high.ts")`,
    'import() in backticks': 'const x = await import(`../drive/high.ts`)',
    'a worker': `const x = new URL('../drive/high.ts', import.meta.url)`,
    'a second statement on the line': `const a = 1; import { x } from '../drive/high.ts'`,
    require: `const x = require('../drive/high.ts')`,
    createRequire: `import { createRequire } from 'node:module'
      const x = createRequire(import.meta.url)('../drive/high.ts')`,
  }
  test.each(Object.entries(ways))('sees an import up the stairs by %s', (_way, source) => {
    const broken = plant({ [low]: source, [high]: '' })
    expect(broken).toContain(`${low}: core/crypto may not import core/drive`)
  })

  const refused: Record<string, string> = {
    'a computed import()': `const a = 'x'; await import(a)`,
    'a template with a hole': 'const a = 1; await import(`../drive/${a}.ts`)',
    'a computed require': `const a = 'x'; require(a)`,
    'a renamed require': `const load = require; load('x')`,
    'a kept createRequire': `import { createRequire } from 'node:module'; const load = createRequire(import.meta.url)`,
    'a computed resolve': `import { createRequire } from 'node:module'
      const a = 'x'; createRequire(import.meta.url).resolve(a)`,
    'import equals': `import x = require('node:fs')`,
    getBuiltinModule: `process.getBuiltinModule('fs')`,
    'import.meta.resolve': `import.meta.resolve('./x.ts')`,
    eval: `eval('1')`,
    'new Function': `new Function('return 1')`,
    'globalThis[computed]': `const n = 'x'; globalThis[n]`,
    'a reference comment': `/// <reference path="../drive/high.ts" />`,
    'what does not parse': `import { from`,
    'a file that is not there': `import { x } from './gone.ts'`,
    'a file named without its ending': `import { x } from './low'`,
    'an unknown workspace': `import { x } from '@space/other'`,
    'a closed door of a workspace': `import { x } from '@space/sdk/src/errors.ts'`,
    'a path into another workspace': `import { x } from '../../../sdk/src/index.ts'`,
    'an unlisted library': `import x from 'left-pad'`,
    'a library of the tests only': `import { test } from 'vitest'`,
    'a built-in without its prefix': `import fs from 'fs'`,
    'an absolute path': `import x from '/etc/x.js'`,
    'a file URL': `import x from 'file:///etc/x.js'`,
    'a data URL': `import x from 'data:text/javascript,1'`,
    'a subpath import': `import x from '#low'`,
  }
  test.each(Object.entries(refused))('refuses %s', (_what, source) => {
    expect(plant({ [low]: '', [high]: '', 'core/src/crypto/odd.ts': source })).not.toEqual([])
  })

  test.each([
    'node:fs',
    'node:fs/promises',
    'node:net',
    'node:child_process',
    'node:worker_threads',
  ])('lets only edge files import %s', (effect) => {
    const source = `import * as x from '${effect}'`
    const edge = 'core/src/rpc/socket.ts'
    const plain = 'core/src/drive/tree/tree.ts'
    expect(plant({ [edge]: source, [plain]: source })).toEqual([
      `${plain}: imports ${effect}, but is not an edge file`,
    ])
  })

  test.each(['process.env', 'fetch("x")', 'globalThis.fetch("x")', 'new WebSocket("x")'])(
    'lets only edge files use %s',
    (source) => {
      expect(plant({ [high]: source })).toHaveLength(1)
      expect(plant({ 'core/src/cli/run.ts': source })).toEqual([])
    },
  )

  const chances = {
    'Date.now': 'export const now = Date.now()',
    'a Date.now that is handed on': 'export const clock = { now: Date.now }',
    "Date['now']": "Date['now']()",
    'globalThis.Date.now': 'globalThis.Date.now()',
    'new Date()': 'new Date().toISOString()',
    'Date()': 'Date()',
    'Math.random': 'Math.random()',
    'performance.now': 'performance.now()',
    setTimeout: 'setTimeout(() => {}, 1)',
    'globalThis.setInterval': 'globalThis.setInterval(() => {}, 1)',
    setImmediate: 'new Promise((resolve) => setImmediate(resolve))',
    'AbortSignal.timeout': 'AbortSignal.timeout(5)',
    'crypto.randomUUID': 'crypto.randomUUID()',
    'randomBytes of node:crypto': `import { randomBytes as chance } from 'node:crypto'; chance(4)`,
  }
  test.each(Object.entries(chances))('lets no pure file use %s', (_what, source) => {
    expect(plant({ [high]: source })).toEqual([expect.stringContaining('take a clock')])
    expect(plant({ 'core/src/home/lock.ts': source })).toEqual([])
    expect(plant({ 'core/src/home/drives.ts': source })).toEqual([])
    expect(plant({ 'core/src/drive/tree/tree.test.ts': source })).toEqual([])
  })

  test('lets pure files count with times that they are given', () => {
    const source = `export const day = (ms: number) => new Date(ms).toISOString() + Date.UTC(2026) + Math.max(1)
      export interface Clock { setTimeout(ms: number): void }; import { createHash } from 'node:crypto'`
    expect(plant({ [high]: source })).toEqual([])
  })

  test.each([
    'core/src/drive/drive.samples.ts',
    'core/src/drive/open.test.ts',
    'core/src/drive/drive.contract.ts',
    'core/src/drive/testing/desk.ts',
    'core/src/drive/vectors/read.ts',
    'shell/src/fake/world.ts',
  ])('lets only tests use what is there for tests: %s', (path) => {
    const [room = ''] = /^\w+\/src\/(?:drive\/)?/.exec(path) ?? []
    const source = `import './${path.slice(room.length)}'`
    expect(plant({ [path]: '', [`${room}a.ts`]: source })).toEqual([
      expect.stringContaining('for tests only'),
    ])
    expect(plant({ [path]: '', [`${room}a.test.ts`]: source })).toEqual([])
  })

  test('lets nothing but tests use the room for testing apps', () => {
    const door = { 'sdk/src/testing/stage.ts': '' }
    const source = `import './testing/stage.ts'`
    expect(plant({ ...door, 'sdk/src/a.test.ts': source })).toEqual([])
    expect(plant({ ...door, 'sdk/src/a.ts': source })).toEqual([
      'sdk/src/a.ts: sdk may not import sdk/testing',
    ])
    expect(
      plant({ ...door, 'sdk/src/testing/index.ts': `import './stage.ts'; setTimeout` }),
    ).toHaveLength(1)
  })

  test('finds circles, also by types alone', () => {
    const broken = plant({
      'core/src/drive/a.ts': `import type { B } from './b.ts'\nexport type A = B`,
      'core/src/drive/b.ts': `import { type A } from './a.ts'\nexport type B = A`,
    })
    expect(broken).toEqual([expect.stringContaining('imports itself')])
  })

  test('refuses unknown rooms, wherever they lie', () => {
    for (const path of [
      'core/src/attic/a.ts',
      'core/src/attic.ts',
      'plugins/attic/a.ts',
      'attic/a.ts',
      'a.ts',
    ]) {
      expect(plant({ [path]: '' })).toEqual([`${path}: lies in no room of the map`])
    }
  })

  test('lets nobody but the commands import the composition root', () => {
    const source = `import { openDaemon } from '../daemon.ts'`
    const daemon = { 'core/src/daemon.ts': '' }
    expect(plant({ ...daemon, 'core/src/cli/start.ts': source })).toEqual([])
    expect(plant({ ...daemon, 'core/src/api/files.ts': source })).toHaveLength(1)
    expect(
      plant({ ...daemon, 'test/system/a.test.ts': `import '../../core/src/daemon.ts'` }),
    ).toHaveLength(1)
  })

  test('lets a room take types from a port, and nothing that runs', () => {
    const port = { 'core/src/drive/drive.ts': '' }
    const taking = (source: string): string[] => plant({ ...port, 'core/src/cli/ls.ts': source })
    expect(taking(`import type { Drive } from '../drive/drive.ts'`)).toEqual([])
    expect(taking(`import { openDrive } from '../drive/drive.ts'`)).toHaveLength(1)
    expect(
      taking(`import type { A } from '../drive/drive.ts'; export * from '../drive/drive.ts'`),
    ).not.toEqual([])
  })

  test('lets nobody but its entries import electron, and everybody in the desktop its types', () => {
    const desktop = (path: string, source: string): string[] =>
      plant({ [`shell/desktop/${path}`]: source })
    expect(desktop('main.ts', `import { app } from 'electron'`)).toEqual([])
    expect(desktop('views.ts', `import type { App } from 'electron'`)).toEqual([])
    for (const source of [
      `import { app } from 'electron'`,
      `import 'electron'`,
      `await import('electron')`,
      `import type { App } from 'electron'; export { app } from 'electron'`,
    ]) {
      expect(desktop('views.ts', source)).toContain(
        'shell/desktop/views.ts: imports electron at run time, which only its entries may',
      )
      expect(desktop('views.test.ts', source)).not.toEqual([])
    }
    expect(plant({ 'shell/src/a.ts': `import type { App } from 'electron'` })).toHaveLength(1)
  })

  test('lets the sdk use comlink and nothing else', () => {
    expect(plant({ 'sdk/src/connect.ts': `import { wrap } from 'comlink'` })).toEqual([])
    expect(plant({ 'sdk/src/connect.ts': `import { CID } from 'multiformats/cid'` })).toHaveLength(
      1,
    )
  })

  test('refuses long files and names that say nothing', () => {
    expect(plant({ [high]: '\n'.repeat(401) })).toHaveLength(1)
    for (const name of [
      'utils.ts',
      'path-helpers.ts',
      'common/a.ts',
      'misc.ts',
      'sync-manager.ts',
    ]) {
      expect(plant({ [`core/src/drive/${name}`]: '' })).toHaveLength(1)
    }
  })

  test('names only edges that are there', () => {
    expect([...EDGES, ...TIMED].filter((path) => !existsSync(join(root, path)))).toEqual([])
  })

  test('maps only rooms that are there', () => {
    const rooms = new Set(listFiles().map(roomOf))
    expect(Object.keys(ROOMS).filter((room) => !rooms.has(room))).toEqual([])
  })

  test.each([
    'core/src/rpc/socket-two.ts',
    'core/src/rpc/deep/socket.ts',
    'core/src/cli/commands/new.ts',
    'core/src/home/new.ts',
    'core/src/drive/content/reader-two.ts',
  ])('takes no file for an edge because it lies beside one or is called like one: %s', (path) => {
    const source = `import fs from 'node:fs'`
    expect(plant({ [path]: source })).toEqual([`${path}: imports node:fs, but is not an edge file`])
  })
})

function plant(files: Record<string, string>): string[] {
  return brokenRules({
    files: new Map(Object.entries({ 'sdk/src/index.ts': '', ...files })),
    libraries: { '': ['vitest'], core: ['multiformats'], sdk: ['comlink', 'multiformats'] },
    doors: { '@space/sdk': 'sdk/src/index.ts' },
  })
}

/** Tracked files and new ones that git does not ignore. */
function listFiles(): string[] {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
  const out = execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 })
  return out.split('\0').filter((path) => path !== '' && existsSync(join(root, path)))
}

function readTree(paths: readonly string[]): Tree {
  const manifests = paths.filter((path) => path.endsWith('package.json'))
  const libraries: Record<string, string[]> = {}
  const doors: Record<string, string> = { ...SERVED }
  for (const path of manifests) {
    const folder = path.slice(0, -'/package.json'.length)
    const manifest = JSON.parse(readFileSync(join(root, path), 'utf8')) as Manifest
    libraries[path === 'package.json' ? '' : folder] = [
      ...Object.keys(manifest.dependencies ?? {}),
      ...Object.keys(manifest.optionalDependencies ?? {}),
      // Of a workspace they are missing where Space is only used: its code may not need them.
      ...Object.keys((path === 'package.json' && manifest.devDependencies) || {}),
    ]
    for (const [door, file] of Object.entries(manifest.exports ?? {})) {
      doors[manifest.name + door.slice(1)] = `${folder}/${file.slice(2)}`
    }
  }
  const files = new Map(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]))
  return { files, libraries, doors }
}

interface Manifest {
  name: string
  exports?: Record<string, string>
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  devDependencies?: Record<string, string>
}

interface Locked {
  resolved?: string
  integrity?: string
  link?: boolean
  dev?: boolean
  hasInstallScript?: boolean
}

function lock(): Record<string, Locked> {
  const text = readFileSync(join(root, 'package-lock.json'), 'utf8')
  return (JSON.parse(text) as { packages: Record<string, Locked> }).packages
}
