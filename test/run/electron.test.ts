import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { ABSENT, findElectron, main } from './electron.ts'

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'space-find-'))
  onTestFinished(() => rmSync(made, { recursive: true }))
  return made
}

test('Electron is found where it is installed, or where one is told to look', () => {
  const [bare, whole, other] = [folder(), folder(), folder()]
  expect(findElectron({}, bare)).toBeUndefined()
  mkdirSync(join(whole, 'dist'))
  writeFileSync(join(whole, 'path.txt'), 'electron\n')
  expect(findElectron({}, whole)).toBeUndefined()
  for (const program of [join(whole, 'dist', 'electron'), join(other, 'electron')]) {
    writeFileSync(program, '')
    chmodSync(program, 0o755)
  }
  expect(findElectron({}, whole)).toBe(join(whole, 'dist', 'electron'))
  expect(findElectron({ ELECTRON_OVERRIDE_DIST_PATH: other }, bare)).toBe(join(other, 'electron'))
})

test('where there is none, it says plainly that nothing ran, and that is no failure', async () => {
  const said: string[] = []
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said.push(String(text))
    return true
  })
  vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', folder())
  onTestFinished(() => {
    write.mockRestore()
    vi.unstubAllEnvs()
  })
  expect(await main()).toBe(0)
  expect(said.join('')).toBe(`${ABSENT}\n`)
  expect(ABSENT).toMatch(/^NOT RUN: .*not tested in Electron/)
})
