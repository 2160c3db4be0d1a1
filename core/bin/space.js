#!/usr/bin/env node
// The launcher: plain JavaScript for any Node >= 18, with no dependencies. It finds or fetches a Node that runs
// TypeScript, brings node_modules in line with the lock, and hands over to core/src/cli (or to the project's own runners).
import { existsSync } from 'node:fs'
import { basename, delimiter, dirname, join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { OLDEST, Refusal, handOver, isStamped, root, run, runtime, stopped } from './ground.js'
import { nodeForThisMachine } from './nodes.js'

/** What only this checkout's developers call; each file exports `main(argv): Promise<number>`. */
const RUNNERS = {
  '--project-test': 'test/run/test.ts',
  '--project-bench': 'test/bench/main.ts',
  '--project-faults': 'test/faults/main.ts',
  '--project-attacks': 'test/attacks/main.ts',
  '--project-fix': 'test/run/fix.ts',
  '--project-screens': 'test/e2e/screens.ts',
  '--project-electron': 'test/run/electron.ts',
}

const RUN = 'core/src/cli/run.ts'
const cache = join(runtime, 'cache')

async function launch(argv) {
  const [major, minor] = process.versions.node.split('.').map(Number)
  const runner = Object.hasOwn(RUNNERS, argv[0] ?? '') ? RUNNERS[argv[0]] : undefined
  const scope = runner === undefined ? 'use' : 'all'
  if (runner === undefined) process.env.SPACE_CALLED_AS ??= calledAs()
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    const here = nodeForThisMachine()?.node
    const node = existsSync(here ?? '') ? here : await (await import('./install.js')).findNode()
    // Straight to the command when all is in place; else by this file again, under the newer Node.
    const isReady = runner === undefined && isStamped(scope)
    const script = isReady ? join(root, RUN) : fileURLToPath(import.meta.url)
    if (isReady) await buildFor(argv, node)
    const env = { ...process.env, PATH: dirname(node) + delimiter + (process.env.PATH ?? '') }
    if (isReady) env.NODE_COMPILE_CACHE ??= cache
    return end(await (isReady ? handOver : run)(node, [script, ...argv], { stdio: 'inherit', env }))
  }
  if (!isStamped(scope)) {
    const { install } = await import('./install.js')
    await install(scope)
  }
  if (runner === undefined) await buildFor(argv, process.execPath)
  const { enableCompileCache } = await import('node:module')
  enableCompileCache(cache)
  if (runner === undefined) return import(pathToFileURL(join(root, RUN)).href)
  const { main } = await import(pathToFileURL(join(root, runner)).href)
  process.exitCode = await main(argv.slice(1))
}

/** Before a daemon serves them: the pages of Space. Files are reached without them too, so it goes on when that failed. */
async function buildFor(argv, node) {
  if (!argv.includes('open') && !argv.includes('start')) return
  const { buildPages } = await import('./build.js')
  try {
    if (await buildPages(node)) return
  } catch (error) {
    if (!(error instanceof Refusal) || stopped.by !== undefined) throw error
    process.stderr.write(`space: ${error.message}\n`)
  }
  process.stderr.write(
    'space: the window of Space could not be built; its files can be used all the same\n',
  )
}

/** What the person types to start Space, for hints that can be copied. */
function calledAs() {
  const { npm_command: by, npm_lifecycle_event: script } = process.env
  if (by === 'exec' || script === 'npx' || script === 'start') return 'npx space'
  const path = process.argv[1] ?? ''
  if (basename(path) === 'space') return 'space'
  const near = relative(process.cwd(), path)
  const shown = near.startsWith('..') ? path : near
  return `node ${/^[\w@%+=:,./-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", "'\\''")}'`}`
}

/** End as the child ended, so that a shell sees the same code or the same signal. */
function end({ code, signal }) {
  if (signal !== null) process.kill(process.pid, signal)
  process.exitCode = code ?? 1
}

// Last, because the code above must exist when it runs.
try {
  await launch(process.argv.slice(2))
} catch (error) {
  if (stopped.by !== undefined) end({ code: null, signal: stopped.by })
  else if (error instanceof Refusal) {
    process.stderr.write(`space: ${error.message}\ntry: ${error.advice}\n`)
    process.exitCode = 1
  } else throw error
}
