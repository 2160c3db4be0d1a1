import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { SpaceError } from '@space/sdk'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Desk, openDesk } from './testing/desk.ts'
import { PHRASE } from './testing/fake-homes.ts'

let desk: Desk
beforeEach(() => {
  desk = openDesk()
})
afterEach(() => desk[Symbol.dispose]())

test('init --no-input --json --show-phrase prints did and phrase, and names the keyring', async () => {
  const ran = await desk.run(['init', '--no-input', '--json', '--show-phrase'])
  expect(ran.json()).toEqual({ did: 'did:key:zFake', phrase: PHRASE })
  expect(ran.stderr).toContain('0600')
})

test('the home is locked for as long as it is being made', async () => {
  const locked: boolean[] = []
  const homes = async () => ({
    ...desk.homes,
    async createHome(home: Parameters<typeof desk.homes.createHome>[0]) {
      await setImmediate()
      locked.push(existsSync(join(desk.home, 'lock.json')))
      return desk.homes.createHome(home)
    },
  })
  expect((await desk.run(['init'], { powers: { homes } })).code).toBe(0)
  expect([locked, existsSync(join(desk.home, 'lock.json'))]).toEqual([[true], false])
})

test('without --show-phrase the phrase is not printed', async () => {
  const { stdout, stderr } = await desk.run(['init'])
  expect(stdout).toBe('did:key:zFake\n')
  expect(stderr).not.toContain('abandon')
  expect(stderr).toContain('space identity show --phrase')
})

test('a second init is a conflict that says what to do', async () => {
  await desk.run(['init'])
  const again = await desk.run(['init', '--json'])
  expect(again).toMatchObject({ code: 6, stdout: '' })
  expect(JSON.parse(again.stderr)).toMatchObject({
    error: { code: 'exists', why: expect.any(String), try: expect.any(String) },
  })
})

test('init --recover takes the words from a file and says what comes back', async () => {
  writeFileSync(join(desk.dir, 'words'), `${PHRASE}\n`)
  const ran = await desk.run(['init', '--recover', '--phrase-file', 'words'])
  expect(ran.code).toBe(0)
  expect(ran.stderr).toContain('Files come back with a backup')
})

test('wrong words exit 4, no words 2, a missing file 3', async () => {
  const recover = ['init', '--recover', '--phrase-file', '-']
  expect((await desk.run(recover, { input: 'only three words' })).code).toBe(4)
  expect((await desk.run(['init', '--recover'])).code).toBe(2)
  expect((await desk.run(['init', '--recover', '--phrase-file', 'no'])).code).toBe(3)
  expect((await desk.run(['init', '--phrase-file', 'words'])).code).toBe(2)
})

test('a passphrase from a file locks the keyring, and is asked from then on', async () => {
  writeFileSync(join(desk.dir, 'pass'), 'geheim wort\n')
  const made = await desk.run(['init', '--password-file', 'pass'])
  expect(made.stderr).not.toContain('0600')
  const locked = await desk.run(['ls'])
  expect(locked.code).toBe(4)
  expect(locked.stderr).toContain('--password-file')
  expect((await desk.run(['ls', '--password-file', 'pass'])).code).toBe(0)
  expect((await desk.run(['ls', '--password-file', '-'], { input: 'wrong' })).code).toBe(4)
  const typed = await desk.run(['ls'], { terminal: true, input: 'geheim wort\r' })
  expect(typed.code).toBe(0)
  expect(typed.stdout + typed.stderr).not.toContain('geheim')
})

test('on a terminal init asks twice, without echo, and after a typo both again', async () => {
  const made = await desk.run(['init'], {
    terminal: true,
    input: 'one two\rone too\rone tvv\u007f\u007fwo\rone two\r',
  })
  expect(made.code).toBe(0)
  expect(made.stderr).toContain('the two differ')
  expect(made.stderr).not.toMatch(/one two|one too|tvv/)
  expect((await desk.run(['status'], { terminal: true, input: 'one two\r' })).stdout).toContain(
    'locked with your passphrase',
  )
})

test('Enter after a typo makes no space without a passphrase, unless that is wanted', async () => {
  const input = 'one two\rone too\r\rn\rone two\rone two\r'
  const made = await desk.run(['init'], { terminal: true, input })
  expect(made.code).toBe(0)
  expect(made.stderr).toContain('No passphrase at all? [y/N]')
  const locked = await desk.run(['status'], { terminal: true, input: 'one two\r' })
  expect(locked.stdout).toContain('locked with your passphrase')
  using other = openDesk()
  const none = await other.run(['init'], { terminal: true, input: 'one\rtwo\r\ry\r' })
  expect(none.stderr).toContain('without a passphrase')
  expect((await other.run(['ls'])).code).toBe(0)
})

test.each(['init', 'open'])(
  '%s: the terminal stops echoing before anything is loaded, and echoes again after the last question',
  async (command) => {
    const seen: string[] = []
    const stdin = Object.assign(new PassThrough(), {
      isTTY: true,
      isRaw: false,
      setRawMode(raw: boolean) {
        stdin.isRaw = raw
        seen.push(`raw ${raw}`)
      },
    })
    const stderr = {
      isTTY: true,
      on: () => undefined,
      write(text: Uint8Array | string, done: () => void) {
        if (text.toString().startsWith('New passphrase')) seen.push('asked')
        done()
        return true
      },
    }
    stdin.write('geheim\rgeheim\r')
    const homes = async () => {
      seen.push('loaded')
      return {
        ...desk.homes,
        async createHome(home: Parameters<typeof desk.homes.createHome>[0]) {
          seen.push('made')
          return desk.homes.createHome(home)
        },
      }
    }
    const powers = { stdin, stderr, homes }
    expect((await desk.run([command], { terminal: true, powers })).code).toBe(0)
    // Ctrl-C works again while the home is made.
    const first = ['raw true', 'loaded', 'asked', 'raw false', 'made']
    expect(seen.slice(0, 5)).toEqual(first)
    expect(stdin.isRaw).toBe(false)
  },
)

test('Ctrl-C and the end of input leave a question with 130', async () => {
  expect((await desk.run(['init'], { terminal: true, input: '\u0003' })).code).toBe(130)
  expect((await desk.run(['init'], { terminal: true, input: '\u0004' })).code).toBe(130)
})

test('one stdin cannot hold two secrets', async () => {
  const both = ['init', '--recover', '--phrase-file', '-', '--password-file', '-']
  expect((await desk.run(both, { input: 'x' })).code).toBe(2)
})

test('open asks a new person for the passphrase twice, and not a third time', async () => {
  const made = await desk.run(['open'], { terminal: true, input: 'correct horse\rcorrect horse\r' })
  expect(made.code).toBe(0)
  expect(made.stderr.match(/passphrase: /gi)).toHaveLength(1)
  expect(made.stderr.match(/Once more: /g)).toHaveLength(1)
  expect(made.stdout).toContain('locked with your passphrase')
  expect(made.stderr).not.toContain('short')
})

test('a passphrase for a new space may come from stdin although it is needed twice', async () => {
  const made = await desk.run(['open', '--password-file', '-'], { input: 'correct horse\n' })
  expect(made.code).toBe(0)
})

test('a short passphrase is taken, with a warning that names its length', async () => {
  const made = await desk.run(['init'], { terminal: true, input: 'kurz\rkurz\r' })
  expect(made.code).toBe(0)
  expect(made.stderr).toContain('4 characters')
  expect(made.stderr).toContain('identity passphrase')
  expect((await desk.run(['ls'], { terminal: true, input: 'kurz\r' })).code).toBe(0)
})

test('an unknown word of the phrase is named at once, and the ones before it stay', async () => {
  const [first = '', ...rest] = PHRASE.split(' ')
  const input = `${first} banan ${first}\r${rest.join(' ')}\r\r`
  const ran = await desk.run(['init', '--recover'], { terminal: true, input })
  expect(ran.code).toBe(0)
  expect(ran.stderr).toContain('Word 2 is not in the list of words')
  expect(ran.stderr).toContain('Words 2 to 24: ')
  expect(ran.stderr).not.toContain('banan')
})

test('the words of a file are checked before a passphrase is asked for', async () => {
  writeFileSync(join(desk.dir, 'words'), `${PHRASE.slice(0, -3)}xyz`)
  const line = ['init', '--recover', '--phrase-file', 'words']
  const ran = await desk.run(line, { terminal: true, input: '' })
  expect(ran).toMatchObject({ code: 4 })
  expect(ran.stderr).not.toContain('assphrase')
})

test('open makes a space once, then opens it, and says what to try', async () => {
  const first = await desk.run(['open'], { env: { SPACE_CALLED_AS: 'npx space' } })
  expect(first.stdout).toContain('Made a new space')
  expect(first.stderr).toContain('0600')
  expect(first.stderr).toContain('npx space add -r FOLDER')
  const second = await desk.run(['open', '--json'])
  expect(second.json()).toMatchObject({ created: false, keyring: 'file', phraseKept: true })
})

test('without a home commands say how to make one, exit 3', async () => {
  const ran = await desk.run(['ls'])
  expect(ran.code).toBe(3)
  expect(ran.stderr).toContain('try: space init')
  expect((await desk.run(['start'])).code).toBe(3)
  expect((await desk.run(['identity', 'passphrase'])).code).toBe(3)
  expect((await desk.run(['doctor'])).code).toBe(1)
  expect((await desk.run(['stop', '--json'])).json()).toEqual({ stopped: false })
})

describe('a first start', () => {
  type Made = Parameters<typeof desk.homes.createHome>[0]

  async function firstStart(problem: string | undefined, argv: string[], input = '') {
    const made: Made[] = []
    const homes = async () => ({
      ...desk.homes,
      hasWindow: true,
      windowProblem: () => problem,
      async createHome(home: Made): Promise<never> {
        made.push(home)
        // Far enough: what comes now would start a daemon.
        throw new SpaceError('io', 'Enough')
      },
    })
    const ran = await desk.run(['open', ...argv], { terminal: true, input, powers: { homes } })
    return { made, ran }
  }

  test('asks nothing on the terminal where a window opens: that begins with the first run', async () => {
    const { made, ran } = await firstStart(undefined, [])
    expect(made).toMatchObject([{ protection: { kind: 'file' }, begin: 'welcome' }])
    expect(ran.stdout + ran.stderr).not.toContain('assphrase')
  })

  test.each([
    ['there is no display here', []],
    [undefined, ['--headless']],
  ])('asks there where none does: %s %j', async (problem, argv) => {
    const { made, ran } = await firstStart(problem, argv, 'geheim wort\rgeheim wort\r')
    const protection = { kind: 'passphrase', passphrase: 'geheim wort' }
    // The address that is printed opens the first run all the same.
    expect(made).toMatchObject([{ protection, begin: 'welcome' }])
    expect(ran.stderr).toContain('New passphrase')
  })
})
