import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildFiles, buildShell } from './build.ts'

const JS_BYTES = 170_000
const FILES_JS_BYTES = 150_000

let built: string
let files: string[]
beforeAll(async () => {
  built = await mkdtemp(join(tmpdir(), 'space-shell-'))
  await buildShell('production', built)
  files = await readdir(built, { recursive: true })
})
afterAll(() => rm(built, { recursive: true, force: true }))

test('the scripts of the shell are at most 170 KB, compressed', async () => {
  let bytes = 0
  for (const file of files.filter((name) => name.endsWith('.js'))) {
    bytes += gzipSync(await readFile(join(built, file))).length
  }
  console.log(`shell JS: ${Math.round(bytes / 1000)} KB gz of ${JS_BYTES / 1000}`)
  expect(bytes).toBeGreaterThan(0)
  expect(bytes).toBeLessThanOrEqual(JS_BYTES)
})

test('the page has nothing inline, which its policy would refuse', async () => {
  const html = await readFile(join(built, 'index.html'), 'utf8')
  expect(html).not.toMatch(/<style|style=|javascript:|\son\w+=|data:/)
  expect([...html.matchAll(/<script[^>]*>([^<]*)<\/script>/g)].map(([, inside]) => inside)).toEqual(
    [''],
  )
})

test('nothing of the fake host is shipped', async () => {
  for (const file of files.filter((name) => name.endsWith('.js'))) {
    expect(await readFile(join(built, file), 'utf8')).not.toContain('Paperscan')
  }
})

test('every file lies where the gateway looks for it', () => {
  const odd = files.filter(
    (name) => name.includes('.') && !/^(?:[\w-]+\/)?[\w-][\w.-]*$/.test(name),
  )
  expect(odd).toEqual([])
})

test('Files begins with at most 150 KB of scripts, compressed; menus and what shows files come later', async () => {
  await using stack = new AsyncDisposableStack()
  const built = await mkdtemp(join(tmpdir(), 'space-files-'))
  stack.defer(() => rm(built, { recursive: true, force: true }))
  await buildFiles('production', built)
  const html = await readFile(join(built, 'index.html'), 'utf8')
  const wanted = [...html.matchAll(/(?:src|href)="\.\/(assets\/[\w.-]+\.js)"/g)].map(
    ([, name]) => name!,
  )
  const seen = new Map<string, number>()
  for (const name of wanted) {
    if (seen.has(name)) continue
    const script = await readFile(join(built, name), 'utf8')
    seen.set(name, gzipSync(script).length)
    // Those that are fetched later are called, `import("./…")`.
    for (const [, part] of script.matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g)) {
      wanted.push(`assets/${part}`)
    }
  }
  const bytes = [...seen.values()].reduce((sum, one) => sum + one, 0)
  console.log(`Files JS at first: ${Math.round(bytes / 1000)} KB gz of ${FILES_JS_BYTES / 1000}`)
  expect(bytes).toBeGreaterThan(0)
  expect(bytes).toBeLessThanOrEqual(FILES_JS_BYTES)
  expect(
    [...seen.keys()].filter((name) =>
      /pdf|markdown|table|colours|text-view|image|details|preview|menu-sheet/.test(name),
    ),
  ).toEqual([])
})
