#!/usr/bin/env node
// The launcher: plain JavaScript for any Node >= 18, with no dependencies. It finds or fetches a Node that runs
// TypeScript, brings node_modules in line with the lock, and hands over to core/src/cli (or to the project's own runners).
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { OLDEST, Refusal, isStamped, root, run, runtime, stopped } from './ground.js'

/** What only this checkout's developers call; each file exports `main(argv): Promise<number>`. */
const RUNNERS = {
  '--project-test': 'test/run/test.ts',
  '--project-bench': 'test/bench/main.ts',
  '--project-faults': 'test/faults/main.ts',
  '--project-fix': 'test/run/fix.ts',
}

async function launch(argv) {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    const { findNode } = await import('./install.js')
    const node = await findNode()
    const env = { ...process.env, PATH: dirname(node) + delimiter + (process.env.PATH ?? '') }
    return end(
      await run(node, [fileURLToPath(import.meta.url), ...argv], { stdio: 'inherit', env }),
    )
  }
  if (!isStamped()) {
    const { install } = await import('./install.js')
    await install()
  }
  const { enableCompileCache } = await import('node:module')
  enableCompileCache(join(runtime, 'cache'))
  const file = Object.hasOwn(RUNNERS, argv[0] ?? '')
    ? RUNNERS[argv.shift()]
    : 'core/src/cli/main.ts'
  const { main } = await import(pathToFileURL(join(root, file)).href)
  process.exitCode = await main(argv)
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
