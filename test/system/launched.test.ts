import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const home = mkdtempSync(join(tmpdir(), 'space-launched-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

/** As the launcher hands over where another Node runs the command. */
const LAUNCHER = `
const [ground, ...argv] = process.argv.slice(1)
const { handOver } = await import(ground)
const { code, signal } = await handOver(process.execPath, argv, { env: process.env })
process.exitCode = code ?? 1
`

function launch(...line: string[]) {
  const ground = pathToFileURL(join(root, 'core/bin/ground.js')).href
  const command = join(root, 'core/src/cli/run.ts')
  return spawn(
    process.execPath,
    ['--input-type=module', '-e', LAUNCHER, ground, command, ...line],
    { env: { ...process.env, SPACE_HOME: join(home, 'home'), XDG_RUNTIME_DIR: home } },
  )
}

test('a command stops cleanly when its launcher is killed, and a started daemon stays', async () => {
  const made = launch('init', '--no-input')
  expect(await once(made, 'close')).toEqual([0, null])

  const serving = launch('start', '--foreground')
  let said = ''
  serving.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString()
    if (said.includes('Serving')) serving.kill('SIGKILL')
  })
  // All who could write to it are gone, so the command is too.
  await once(serving, 'close')
  expect(said).toContain('Stopping')

  expect(await once(launch('start'), 'close')).toEqual([0, null])
  const stop = launch('stop')
  said = ''
  stop.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  expect(await once(stop, 'close')).toEqual([0, null])
  expect(said).toContain('Stopped.')
})
