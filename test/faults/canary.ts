import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { kdf } from '../../core/src/crypto/keys.ts'
import { phraseSeed } from '../../core/src/identity/phrase.ts'
import { formsOf, found, type Needle, searchFolder } from './needles.ts'
import type { Outcome } from './outcome.ts'

const LAUNCHER = join(import.meta.dirname, '../../core/bin/space.js')
const NAMES = ['canary-name-4b1e folder', 'canary-name-91c7.txt', 'canary-name-moved-55d0.txt']
const CONTENT = 'canary-content-e05f: the quick brown fox'
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
  const unlock = ['--password-file', passwordFile]
  const space = (...args: string[]): string => {
    const all = [LAUNCHER, ...args, '--no-input', ...unlock]
    const env = { ...process.env, SPACE_HOME: home }
    const done = spawnSync(process.execPath, all, { encoding: 'utf8', env, timeout: 120_000 })
    said.push(`${args[0]} ${done.status}: ${done.stderr}`)
    return done.stdout
  }
  const { phrase } = JSON.parse(space('init', '--json', '--show-phrase')) as { phrase: string }
  const folder = `/${NAMES[0]}`
  const steps: string[][] = [
    ['add', '-r', source, '--to', '/'],
    ['ls', folder],
    ['search', 'canary-name'],
    ['mv', `${folder}/${NAMES[1]}`, `${folder}/${NAMES[2]}`],
    ['cp', `${folder}/${NAMES[2]}`, '/copy'],
    ['rm', '/copy'],
    ['trash', 'ls'],
    ['versions', `${folder}/${NAMES[2]}`],
    ['get', `${folder}/absent`, '--to', work],
    ['cat', `${folder}/absent`],
    ['cat', folder],
    ['add', join(work, 'absent')],
    ['verify'],
    ['sweep'],
    ['doctor'],
    ['status'],
  ]
  for (const step of steps) said.push(space(...step))
  const failed = said.filter(
    (line) => /^(?:add|ls|mv|verify) [1-9n]/.test(line) && !line.includes('absent'),
  )
  const [secrets, names] = needlesFrom(phrase)
  const leaks = [
    ...searchFolder(home, [...secrets, ...names]),
    ...found(secrets, Buffer.from(said.join('\n'))).map((name) => `what was said: ${name}`),
  ]
  // While it runs, a daemon may write a log or a socket of its own.
  const daemon = spawn(process.execPath, [LAUNCHER, 'start', '--no-input', ...unlock], {
    env: { ...process.env, SPACE_HOME: home },
    stdio: 'ignore',
  })
  const ended = new Promise((resolve) => daemon.once('exit', resolve))
  for (let tries = 0; tries < 50 && !space('status', '--json').includes('true'); tries++);
  said.push(space('ls', folder), space('cat', `${folder}/absent`))
  space('stop')
  daemon.kill()
  await ended
  leaks.push(...searchFolder(home, [...secrets, ...names]).map((leak) => `with a daemon: ${leak}`))
  return {
    name: 'canaries',
    did: `${steps.length} commands, ${secrets.length + names.length} forms of ${NAMES.length} names, content, password, phrase and keys`,
    faults: [...new Set(leaks), ...failed.map((line) => `did not work: ${line}`)],
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
