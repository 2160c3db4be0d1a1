import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync, Visitor } from 'vite'
import { expect, test } from 'vitest'
import { preferences } from './preferences.ts'
import { SWITCHES } from './switches.ts'
import { asSession } from './testing/fake-electron.ts'
import { FakeSession } from './testing/fake-pages.ts'

const SESSION = asSession(new FakeSession('shell', {}))

test('every page is shown behind everything that Electron has to hold it', () => {
  expect(preferences(SESSION, '/preload.cjs', false)).toEqual({
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    nodeIntegrationInWorker: false,
    webSecurity: true,
    webviewTag: false,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    enableDeprecatedPaste: false,
    navigateOnDragDrop: false,
    plugins: false,
    safeDialogs: true,
    spellcheck: false,
    v8CacheOptions: 'none',
    devTools: false,
    session: SESSION,
    preload: '/preload.cjs',
  })
})

/** What would weaken it, wherever it is written: as a key of an object, or set on one. */
const WEAKENING =
  /^(?:contextIsolation|sandbox|nodeIntegration\w*|webSecurity|webviewTag|allowRunningInsecureContent|experimentalFeatures|enableBlinkFeatures|disableBlinkFeatures|additionalArguments|partition|preload)$/

interface Found {
  readonly file: string
  readonly what: string
}

/** Where pages are made, and how, in one source file. */
function pagesIn(file: string, source: string): Found[] {
  const found: Found[] = []
  const say = (what: string): void => void found.push({ file, what })
  const { program } = parseSync(file, source)
  const textOf = ({ start, end }: { start: number; end: number }): string =>
    source.slice(start, end)
  new Visitor({
    Property({ key, value }) {
      const name = textOf(key).replaceAll(/^['"]|['"]$/g, '')
      if (name === 'webPreferences') {
        const text = textOf(value)
        if (!/^(?:powers\.)?preferences\((?:[^{}]*)\)$/.test(text)) say(`webPreferences: ${text}`)
      } else if (WEAKENING.test(name) && file !== 'preferences.ts') say(name)
    },
    AssignmentExpression({ left }) {
      const name = /(?:\.|\[['"])(\w+)(?:['"]\])?$/.exec(textOf(left))?.[1] ?? ''
      if (WEAKENING.test(name)) say(`${name} =`)
    },
    NewExpression({ callee, arguments: given }) {
      const name = textOf(callee)
      if (name.endsWith('WebContentsView') && !/webPreferences/.test(given.map(textOf).join())) {
        say(`${name} without preferences`)
      }
      if (/BrowserWindow$|BrowserView$/.test(name)) say(name)
    },
    CallExpression({ callee }) {
      const name = textOf(callee)
      if (/registerPreloadScript|setPreloads|registerSchemesAsPrivileged|\.handle$/.test(name)) {
        if (!name.endsWith('ipcMain.handle')) say(name)
      }
    },
  }).visit(program)
  return found
}

test('no file of the desktop makes a page in another way', () => {
  const files = readdirSync(import.meta.dirname).filter((name) => /(?<!\.test)\.ts$/.test(name))
  expect(files).toContain('views.ts')
  const found = files.flatMap((file) =>
    pagesIn(file, readFileSync(join(import.meta.dirname, file), 'utf8')),
  )
  expect(found).toEqual([])
})

test.each([
  `new electron.WebContentsView({ webPreferences: { session } })`,
  `new electron.WebContentsView({ webPreferences: { ...preferences(a, b, c), sandbox: false } })`,
  `new electron.WebContentsView()`,
  `new WebContentsView({})`,
  `new BrowserWindow({ webPreferences: preferences(a, b, c) })`,
  `const p = preferences(a, b, c); p.sandbox = false`,
  `p['contextIsolation'] = false`,
  `Object.assign(p, { nodeIntegration: true })`,
  `Object.assign(p, { 'nodeIntegrationInWorker': true })`,
  `session.setPreloads(['/x.js'])`,
  `protocol.handle('file', answer)`,
])('the check sees %s', (source) => {
  expect(pagesIn('odd.ts', source)).not.toEqual([])
})

test('no switch opens what a page is held by', () => {
  const opening =
    /no-sandbox|disable-web-security|remote-debugging|ignore-certificate|site-isolation/
  expect(Object.keys(SWITCHES).filter((name) => opening.test(name))).toEqual([])
})
