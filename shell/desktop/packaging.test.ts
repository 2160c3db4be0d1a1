import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import manifest from '../package.json' with { type: 'json' }
import { buildDesktop } from './build.ts'
import { DESKTOP_ENTRY, desktopFile, FUSES, PACKAGING } from './packaging.ts'
import { commandLine } from './places.ts'
import known from './testing/builder-keys.json' with { type: 'json' }

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'space-desktop-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

// NOTE: electron-builder itself brings 280 packages. These are the names that its own schema knows (app-builder-lib
// 26.17.0, scheme.json), against which the whole was validated once.
test('electron-builder knows every name in what it is told', () => {
  for (const [section, names] of Object.entries(known.sections)) {
    const at = section
      .split('.')
      .filter((name) => name !== '')
      .reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], PACKAGING)
    for (const one of Array.isArray(at) ? at : [at]) {
      const unknown = Object.keys(one as object).filter((key) => !names.includes(key))
      expect([section, unknown]).toEqual([section, []])
    }
  }
})

test('nobody runs other code under our name', () => {
  expect(FUSES).toMatchObject({
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    grantFileProtocolExtraPrivileges: false,
    onlyLoadAppFromAsar: true,
    enableEmbeddedAsarIntegrityValidation: true,
    enableCookieEncryption: true,
  })
  expect([PACKAGING.asar, PACKAGING.electronFuses]).toEqual([true, FUSES])
})

test('what is packed is the Electron that the types are of; it asks nobody for newer ones', () => {
  expect(PACKAGING.electronVersion).toBe(manifest.devDependencies.electron)
  expect(PACKAGING.publish).toBeNull()
})

test('taking the program away leaves the files of the person', () => {
  expect(PACKAGING.nsis.deleteAppDataOnUninstall).toBe(false)
})

test('the entry of the menu is one, and opens links into Space', () => {
  const text = desktopFile('/opt/Space/space-desktop')
  const [head, ...lines] = text.trimEnd().split('\n')
  expect(head).toBe('[Desktop Entry]')
  const keys = lines.map((line) => /^([A-Za-z]+)=(.+)$/.exec(line)?.[1])
  expect(keys).not.toContain(undefined)
  expect(new Set(keys).size).toBe(keys.length)
  for (const needed of ['Type', 'Name', 'Exec']) expect(keys).toContain(needed)
  expect(lines).toContain('Exec=/opt/Space/space-desktop %U')
  // Lists end with what divides them.
  for (const list of ['Categories', 'Keywords', 'MimeType'] as const) {
    expect(DESKTOP_ENTRY[list]).toMatch(/^(?:[^;]+;)+$/)
  }
  const schemes = PACKAGING.protocols.flatMap(({ schemes }) => [...schemes])
  expect(DESKTOP_ENTRY.MimeType).toBe(schemes.map((name) => `x-scheme-handler/${name};`).join(''))
  // And what the desktops themselves say of it, where their tool is.
  const file = join(temporary(), 'space.desktop')
  writeFileSync(file, text)
  const { status, stdout } = spawnSync('desktop-file-validate', [file], { encoding: 'utf8' })
  if (status !== null) expect([status, stdout]).toEqual([0, expect.not.stringContaining('error')])
})

test('what Electron runs is whole in itself: each script needs Electron and Node alone', async () => {
  const folder = temporary()
  await buildDesktop(folder)
  const { main } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    main: string
  }
  for (const script of ['preload.cjs', 'frame-preload.cjs', 'unlock-preload.cjs']) {
    const text = readFileSync(join(folder, script), 'utf8')
    // A sandbox has no Node: another name would fail there, at the first start.
    const needed = [...text.matchAll(/\brequire\(\s*["'`]([^"'`]+)/g)].map(([, name]) => name)
    expect([script, needed]).toEqual([script, ['electron']])
    expect(text).not.toMatch(/^\s*(?:import|export)\b/m)
  }
  const text = readFileSync(join(folder, main), 'utf8')
  const needed = [...text.matchAll(/^import\b.*?from ["']([^"']+)/gm)].map(([, name]) => name)
  expect(
    needed.filter((name) => name !== 'electron' && name?.startsWith('node:') !== true),
  ).toEqual([])
  expect(needed).toContain('electron')
  // Electron is ready only when this has run to its end.
  expect(text).not.toMatch(/^await /m)
})

test('the daemon is run by a Node of its own, never by Electron', () => {
  const given = { resources: '/opt/Space/resources', here: '/p/shell/desktop/dist', env: {} }
  expect(commandLine({ ...given, isPackaged: true, platform: 'linux' })).toEqual([
    '/opt/Space/resources/node/node',
    '/opt/Space/resources/space/core/src/cli/run.ts',
  ])
  expect(commandLine({ ...given, isPackaged: true, platform: 'win32' })[0]).toMatch(/node\.exe$/)
  const env = { SPACE_NODE: '/n/node' }
  expect(commandLine({ ...given, isPackaged: false, env, platform: 'linux' })).toEqual([
    '/n/node',
    '/p/core/bin/space.js',
  ])
  // A package takes its Node from nobody's environment.
  expect(commandLine({ ...given, isPackaged: true, env, platform: 'linux' })[0]).not.toBe('/n/node')
})
