import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..', '..')
/** What differs from run to run. The id of a version also stands in the command after it. */
const DID = /did:key:\w+/g
const VERSION = /\b[0-9a-f]{10}\.\d+\b/g
const CHANGING: readonly RegExp[] = [
  DID,
  VERSION,
  /\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?/g,
  /process \d+/g,
  /localhost:\d+/g,
  // How bytes fall into blocks depends on the bytes.
  /\d+ blocks/g,
]

let dir = ''
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'space-readme-'))
  mkdirSync(join(dir, 'trip', 'photos'), { recursive: true })
  for (const name of ['hill', 'sea']) {
    writeFileSync(join(dir, 'trip', 'photos', `${name}.jpg`), randomBytes(1_600_000))
  }
  writeFileSync(join(dir, 'trip', 'notes.txt'), 'Milk, bread\n')
  symlinkSync('photos/sea.jpg', join(dir, 'trip', 'best.jpg'))
})
afterAll(() => {
  shell('npx space stop')
  rmSync(dir, { recursive: true, force: true })
})

test('what the README tells of the terminal goes as it is told', () => {
  const ids = new Map<string, string>()
  for (const { command, told } of steps(readFileSync(join(root, 'README.md'), 'utf8'))) {
    const line = command.replace(VERSION, (id) => ids.get(id) ?? id)
    const said = shell(line)
    const toldIds = told.match(VERSION) ?? []
    for (const [i, id] of (said.match(VERSION) ?? []).entries()) ids.set(toldIds[i] ?? '', id)
    // The start says more than is shown there: what to try next.
    const shown = command === 'npm start' ? said.slice(said.indexOf('Made a new space')) : said
    const lines = plain(shown).split('\n')
    const wanted = plain(told).split('\n')
    const seen = command === 'npm start' ? lines.slice(0, wanted.length) : lines
    expect({ command, said: seen }).toEqual({ command, said: wanted })
  }
})

/** Each `$ command` of the section with the lines that follow it. */
function steps(readme: string): { command: string; told: string }[] {
  const [, section = ''] = /\n## The same from a terminal\n([^]*?)\n## /.exec(readme) ?? []
  const blocks = [...section.matchAll(/```\n([^]*?)```/g)].map(([, block = '']) => block)
  const found = blocks.flatMap((block) => block.split(/^\$ /m).slice(1))
  expect(found.length).toBeGreaterThan(10)
  return found.map((text) => {
    const [command = '', ...told] = text.trimEnd().split('\n')
    return { command, told: told.join('\n') }
  })
}

function plain(text: string): string {
  return CHANGING.reduce((left, pattern) => left.replace(pattern, '…'), text.trimEnd())
}

/** Run a line as bash would, `npm start` and `npx space` being this program; both outputs in turn. */
function shell(line: string): string {
  const program = `"${process.execPath}" "${join(root, 'core', 'bin', 'space.js')}"`
  const script = `npm() { ${program} open; }; npx() { shift; ${program} "$@"; }; { ${line.replaceAll('/tmp/', `${dir}/`)}\n} 2>&1`
  const said = execFileSync('bash', ['-c', script], {
    cwd: dir,
    env: { ...process.env, SPACE_HOME: join(dir, 'space-try'), SPACE_CALLED_AS: 'npx space' },
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  })
  return said.replaceAll(`${dir}/`, '/tmp/')
}
