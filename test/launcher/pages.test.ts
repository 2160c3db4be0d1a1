import { spawnSync } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..', '..')
const dir = mkdtempSync(join(tmpdir(), 'space-pages-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

mkdirSync(join(dir, 'core'))
for (const path of ['core/bin', 'package.json', 'package-lock.json', 'sdk/package.json']) {
  cpSync(join(root, path), join(dir, path), { recursive: true })
}
for (const path of ['sdk/src', 'sdk/vite.config.ts', 'sdk/space.app.schema.json']) {
  cpSync(join(root, path), join(dir, path), { recursive: true })
}
symlinkSync(join(root, 'node_modules'), join(dir, 'node_modules'))
const made = join(dir, 'sdk', 'dist', 'space.js')

/** What the launcher does before it starts Space; the last line tells whether all is built. */
function build(): { stdout: string; stderr: string } {
  return evaluate(
    `console.log(await (await import('./core/bin/build.js')).buildPages(process.execPath))`,
  )
}

function evaluate(code: string): { stdout: string; stderr: string } {
  const argv = ['--input-type=module', '--eval', code]
  return spawnSync(process.execPath, argv, { cwd: dir, encoding: 'utf8' })
}

test('the sdk is built as one module of at most 20 KB, which gives what apps import', () => {
  expect(build()).toMatchObject({ stdout: 'true\n', stderr: 'space: building sdk, once\n' })
  const bytes = readFileSync(made)
  expect(gzipSync(bytes, { level: 9 }).length).toBeLessThanOrEqual(20_000)
  expect(bytes.toString()).not.toMatch(/\bimport\b\s*[({'"]/)
  const named = evaluate(`console.log(Object.keys(await import('./sdk/dist/space.js')).join())`)
  expect(named.stdout).toBe('SpaceError,connect,isSpaceError\n')
})

test('it is built again when a source changed, and only then', () => {
  const before = statSync(made).ino
  expect(build()).toMatchObject({ stdout: 'true\n', stderr: '' })
  writeFileSync(join(dir, 'sdk', 'src', 'more.test.ts'), '')
  expect(build()).toMatchObject({ stdout: 'true\n', stderr: '' })
  expect(statSync(made).ino).toBe(before)
  appendFileSync(join(dir, 'sdk', 'src', 'errors.ts'), '\n')
  expect(build()).toMatchObject({ stdout: 'true\n', stderr: 'space: building sdk, once\n' })
  expect(statSync(made).ino).not.toBe(before)
})

test('a source that cannot be built is named, and what was built before stays', () => {
  const before = readFileSync(made)
  appendFileSync(join(dir, 'sdk', 'src', 'errors.ts'), '\nexport const =')
  const ended = build()
  expect(ended.stdout).toBe('false\n')
  expect(ended.stderr).toContain('errors.ts')
  expect(readFileSync(made)).toEqual(before)
})
