import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Desk, openDesk } from './testing/desk.ts'

const COMMAND = ['identity', 'passphrase']

let desk: Desk
beforeEach(async () => {
  desk = openDesk()
  writeFileSync(join(desk.dir, 'old'), 'the old one\n')
  writeFileSync(join(desk.dir, 'new'), 'the new one\n')
})
afterEach(() => desk[Symbol.dispose]())

test('the passphrase is set, changed and taken away', async () => {
  await desk.run(['init', '--no-input'])
  const set = await desk.run([...COMMAND, '--new-password-file', 'old', '--json'])
  expect(set).toMatchObject({ code: 0 })
  expect(set.json()).toEqual({ keyring: 'passphrase' })
  expect((await desk.run(['ls'])).code).toBe(4)
  const files = ['--password-file', 'old', '--new-password-file', 'new']
  expect((await desk.run([...COMMAND, ...files])).code).toBe(0)
  expect((await desk.run(['ls', '--password-file', 'old'])).code).toBe(4)
  expect((await desk.run(['ls', '--password-file', 'new'])).code).toBe(0)
  expect((await desk.run([...COMMAND, '--remove', '--password-file', 'new'])).code).toBe(0)
  expect((await desk.run(['ls'])).code).toBe(0)
})

test('on a terminal it asks for the old one, then twice for the new one', async () => {
  await desk.run(['init', '--password-file', 'old'])
  const input = 'the old one\rthe new one\rthe new one\r'
  const ran = await desk.run(COMMAND, { terminal: true, input })
  expect(ran.code).toBe(0)
  expect(ran.stderr).toMatch(/Passphrase: [^]*New passphrase: [^]*Once more: /)
  expect(ran.stderr).not.toMatch(/the (?:old|new) one/)
  expect((await desk.run(['ls', '--password-file', 'new'])).code).toBe(0)
})

test('a wrong old passphrase ends it before a new one is asked for', async () => {
  await desk.run(['init', '--password-file', 'old'])
  const ran = await desk.run(COMMAND, { terminal: true, input: 'guessed\r'.repeat(3) })
  expect(ran.code).toBe(4)
  expect(ran.stderr).not.toContain('New passphrase')
  expect((await desk.run([...COMMAND, '--remove'])).code).toBe(4)
  expect((await desk.run(['ls', '--password-file', 'old'])).code).toBe(0)
})

test('a passphrase may be typed three times, and a file is read once', async () => {
  await desk.run(['init', '--password-file', 'old'])
  const asked = ({ stderr }: { stderr: string }): number => stderr.split('Passphrase: ').length - 1
  const third = await desk.run(['ls'], { terminal: true, input: 'a\rb\rthe old one\r' })
  expect([third.code, asked(third)]).toEqual([0, 3])
  const never = await desk.run(['ls'], { terminal: true, input: 'a\rb\rc\rthe old one\r' })
  expect([never.code, asked(never)]).toEqual([4, 3])
  const shown = ['identity', 'show', '--phrase']
  const phrase = await desk.run(shown, { terminal: true, input: 'a\rthe old one\r' })
  expect([phrase.code, asked(phrase)]).toEqual([0, 2])
  const file = await desk.run(['ls', '--password-file', 'new'], { terminal: true })
  expect([file.code, asked(file)]).toEqual([4, 0])
})

test('an empty new passphrase changes nothing and says how to take it away', async () => {
  await desk.run(['init', '--password-file', 'old'])
  const ran = await desk.run(COMMAND, { terminal: true, input: 'the old one\r\r' })
  expect(ran.code).toBe(2)
  expect(ran.stderr).toContain('try: space identity passphrase --remove')
  expect((await desk.run(['ls', '--password-file', 'old'])).code).toBe(0)
  expect((await desk.run(COMMAND, { input: '' })).code).toBe(4)
})

test('without anybody to ask it wants files, and only one from stdin', async () => {
  await desk.run(['init', '--no-input'])
  expect((await desk.run(COMMAND)).code).toBe(2)
  const both = ['--password-file', '-', '--new-password-file', '-']
  expect((await desk.run([...COMMAND, ...both], { input: 'x' })).code).toBe(2)
  expect((await desk.run([...COMMAND, '--remove', '--new-password-file', 'new'])).code).toBe(2)
})

test('the 24 words want the passphrase, and it is typed once', async () => {
  await desk.run(['init', '--password-file', 'old'])
  const line = ['identity', 'show', '--phrase']
  const shown = await desk.run(line, { terminal: true, input: 'the old one\r' })
  expect(shown.stdout).toContain('24 art')
})
