import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SpaceError } from '@space/sdk'
import type { Check, Home, Homes } from '../../space.ts'
import { type FakeDrive, openFakeDrive } from './fake-drive.ts'

export const PHRASE = `${'abandon '.repeat(23)}art`

/** Homes whose drives live as long as this process; the rest is one JSON file in the home. */
export function fakeHomes(checks: readonly Check[] = []): Homes & { drive: FakeDrive } {
  const drive = openFakeDrive()
  const file = (dir: string): string => join(dir, 'fake.json')
  return {
    drive,
    readWords(typed) {
      const all = typed.split(/\s+/).filter((word) => word !== '')
      const bad = all.findIndex((word) => !PHRASE.includes(word))
      if (bad < 0) return { words: all }
      const fault = new SpaceError('wrong-phrase', `Word ${bad + 1} is not in the list of words`, {
        facts: { position: bad + 1 },
      })
      return { words: all.slice(0, bad), fault }
    },
    async protectAnew({ dir, unlock, next }) {
      const state = JSON.parse(readFileSync(file(dir), 'utf8')) as {
        protection: { kind: string; passphrase?: string }
      }
      const { passphrase } = state.protection
      if (passphrase !== undefined && (await unlock.passphrase?.()) !== passphrase)
        throw new SpaceError('wrong-key', 'The passphrase is wrong')
      writeFileSync(file(dir), JSON.stringify({ ...state, protection: await next() }))
    },
    hasWindow: false,
    windowProblem: () => 'it has no window',
    hasHome: async (dir) => existsSync(file(dir)),
    async createHome({ dir, name, protection, phrase }) {
      if (phrase !== undefined && phrase.trim().split(/\s+/).length !== 24) {
        throw new SpaceError('wrong-phrase', 'These are not 24 words')
      }
      mkdirSync(dir, { recursive: true })
      const kept = phrase === undefined
      writeFileSync(file(dir), JSON.stringify({ name, protection, kept }))
      return kept ? { did: 'did:key:zFake', phrase: PHRASE } : { did: 'did:key:zFake' }
    },
    async openHome({ dir, unlock }): Promise<Home> {
      const state = JSON.parse(readFileSync(file(dir), 'utf8')) as {
        name: string
        kept: boolean
        protection: { kind: 'file' } | { kind: 'passphrase'; passphrase: string }
      }
      const { protection } = state
      if (
        protection.kind === 'passphrase' &&
        (await unlock.passphrase?.()) !== protection.passphrase
      ) {
        throw new SpaceError('wrong-key', 'The passphrase is wrong', { try: 'type it again' })
      }
      return {
        drive,
        async status() {
          const { files, bytes } = await drive.usage('/')
          return {
            did: 'did:key:zFake',
            home: dir,
            drive: drive.id,
            files,
            bytes,
            keyring: protection.kind,
            phraseKept: state.kept,
            daemon: null,
          }
        },
        identityShow: async () => ({
          did: 'did:key:zFake',
          name: state.name,
          devices: [{ key: 'ab'.repeat(32), name: 'here', here: true }],
        }),
        async revealPhrase(proof) {
          if (protection.kind === 'file') return PHRASE
          const given = await proof.passphrase?.()
          if (given === undefined) throw new SpaceError('denied', 'The passphrase is needed')
          if (given !== protection.passphrase) throw new SpaceError('wrong-key', 'It is wrong')
          return PHRASE
        },
        async recoveryTest(phrase) {
          if (phrase !== PHRASE) throw new SpaceError('wrong-phrase', 'Another identity')
          return { did: 'did:key:zFake' }
        },
        doctor: async () => [...checks],
        isNew: async () => false,
        prepareOther: () => Promise.reject(new SpaceError('internal', 'It has no window')),
        openPlatform: () => Promise.reject(new SpaceError('internal', 'It has no window')),
        [Symbol.asyncDispose]: async () => undefined,
      }
    },
  }
}
