import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { kdf } from '../../core/src/crypto/keys.ts'
import { phraseSeed } from '../../core/src/identity/phrase.ts'
import { formsOf, found, type Needle, searchFolder } from './needles.ts'
import type { Outcome } from './outcome.ts'

const LAUNCHER = join(import.meta.dirname, '../../core/bin/space.js')
const NAMES = ['canary-name-4b1e folder', 'canary-name-91c7.txt', 'canary-name-moved-55d0.txt']
const CONTENT = 'canary-content-e05f: the quick brown fox'
/** The exit code for what is not there. */
const NOT_FOUND = 3
const PASSWORD = 'canary-password-8a2d horse'

/**
 * Works through the command line with names, content, a password and a phrase that are known, and
 * looks for them and for the keys made from them in everything under SPACE_HOME and in all that was
 * said. Names are looked for in files only: a command may repeat the name it was given.
 */
export async function scanForCanaries(work: string): Promise<Outcome> {
  const home = join(work, 'canary-home')
  const source = join(work, 'canary', NAMES[0] ?? '')
  mkdirSync(source, { recursive: true })
  writeFileSync(join(source, NAMES[1] ?? ''), `${CONTENT}\n`.repeat(40))
  writeFileSync(join(source, 'big'), `${CONTENT} `.repeat(60_000))
  const passwordFile = join(work, 'canary-password')
  writeFileSync(passwordFile, `${PASSWORD}\n`, { mode: 0o600 })
  const said: string[] = []
  const faults = new Set<string>()
  const space = (expected: number, ...args: string[]): string => {
    const all = [LAUNCHER, ...args, '--no-input', '--password-file', passwordFile]
    const env = { ...process.env, SPACE_HOME: home }
    const done = spawnSync(process.execPath, all, { encoding: 'utf8', env, timeout: 120_000 })
    said.push(done.stderr)
    if (done.status !== expected) {
      faults.add(`space ${args[0]} ended with ${done.status}, not ${expected}: ${done.stderr}`)
    }
    return done.stdout
  }
  const { phrase } = JSON.parse(space(0, 'init', '--json', '--show-phrase')) as { phrase: string }
  const [secrets, names] = needlesFrom(phrase)
  const scan = (when: string): void => {
    for (const leak of searchFolder(home, [...secrets, ...names])) faults.add(`${when}: ${leak}`)
    const heard = found(secrets, Buffer.from(said.join('\n')))
    for (const leak of heard) faults.add(`${when}, in what was said: ${leak}`)
  }
  const folder = `/${NAMES[0]}`
  const moved = `${folder}/${NAMES[2]}`
  said.push(space(0, 'add', '-r', source, '--to', '/'))
  said.push(space(NOT_FOUND, 'cat', `${folder}/absent`))
  scan('after an add')
  said.push(space(0, 'start'))
  const steps: [expected: number, ...args: string[]][] = [
    [0, 'ls', folder],
    [0, 'search', 'canary-name'],
    [0, 'mv', `${folder}/${NAMES[1]}`, moved],
    [0, 'cp', moved, '/copy'],
    [0, 'rm', '/copy'],
    [0, 'trash', 'ls'],
    [0, 'versions', moved],
    [NOT_FOUND, 'get', `${folder}/absent`, '--to', work],
    [NOT_FOUND, 'cat', `${folder}/absent`],
    [1, 'cat', folder],
    [NOT_FOUND, 'add', join(work, 'absent')],
    [0, 'verify'],
    [0, 'sweep'],
    [0, 'doctor'],
    [0, 'status'],
  ]
  for (const step of steps) said.push(space(...step))
  scan('with a daemon')
  said.push(space(0, 'stop'))
  scan('at the end')
  return {
    name: 'canaries',
    did: `${steps.length + 5} commands, ${secrets.length + names.length} forms of names, content, password, phrase and keys`,
    faults: [...faults],
    notes: [],
  }
}

/** What must be nowhere, and what must be in no file. */
function needlesFrom(phrase: string): [secrets: Needle[], names: Needle[]] {
  const seed = phraseSeed(phrase)
  const root = kdf(seed, 'root', new Uint8Array(4))
  const words = phrase.split(' ')
  const keys: [string, Uint8Array][] = [
    ['the BIP39 seed', seed],
    ['the identity seed', kdf(seed, 'identity')],
    ['the root key', root],
    ['the batch key', kdf(root, 'batch')],
    ['the snapshot key', kdf(root, 'snapshot')],
    ['the members key', kdf(root, 'members')],
    ['the person box seed', kdf(root, 'person-box')],
    ['the write seed', kdf(root, 'write')],
  ]
  const secrets = [
    ...formsOf('content', CONTENT),
    ...formsOf('the password', PASSWORD),
    ...formsOf('the phrase', phrase),
    ...formsOf('the first words', words.slice(0, 4).join(' ')),
    ...formsOf('the last words', words.slice(-4).join(' ')),
    ...keys.flatMap(([name, key]) => formsOf(name, key)),
  ]
  return [secrets, NAMES.flatMap((name) => formsOf('a name', name))]
}
