/** The 24 words of an open home: kept, sealed in its keyring, until the person has proved their paper. */
import { SpaceError } from '@space/sdk'
import { identityFrom } from '../identity/identity.ts'
import { readKeyring, writeKeyring, type Secrets } from '../identity/keyring.ts'
import { phraseSeed } from '../identity/phrase.ts'
import type { NewProtection, Space, Unlock } from '../space.ts'

/** How a home is protected, and what unlocks it. */
export interface Kept {
  readonly kind: 'file' | 'passphrase'
  readonly unlock: NewProtection
}

/** @param path of the keyring, whose secrets these are */
export function openPhrase(
  path: string,
  own: string,
  opened: Secrets,
  { kind, unlock }: Kept,
): { isKept(): boolean; reveal: Space['revealPhrase']; test: Space['recoveryTest'] } {
  let secrets = opened
  // One at a time: each costs a guesser, and this machine, the memory of a stretched passphrase.
  let asked = Promise.resolve()
  return {
    isKept: () => secrets.phrase !== undefined,
    async reveal(proof) {
      if (secrets.phrase !== undefined) {
        await (asked = asked.catch(() => undefined).then(() => demandPassphrase(path, kind, proof)))
        return secrets.phrase
      }
      throw new SpaceError('not-found', 'the recovery phrase is not on this device', {
        why: 'it was erased when the recovery test was passed; only the paper has it',
      })
    },
    async test(phrase) {
      const { did } = identityFrom(phraseSeed(phrase))
      if (did !== own)
        throw new SpaceError('wrong-phrase', 'these words belong to another identity', {
          why: 'they are a valid phrase, but not the one of this space',
          try: 'compare them with your paper, word by word',
        })
      const { phrase: _, ...rest } = secrets
      await writeKeyring(path, rest, unlock)
      secrets = rest
      return { did }
    },
  }
}

/** @throws {SpaceError} `denied`, `wrong-key` when the keyring has a passphrase that `proof` has not */
async function demandPassphrase(path: string, kind: string, proof: Unlock): Promise<void> {
  if (kind !== 'passphrase') return
  const passphrase = await proof.passphrase?.()
  if (passphrase === undefined)
    throw new SpaceError('denied', 'The phrase is shown only to who has the passphrase', {
      try: 'give the passphrase of the keyring again',
    })
  await readKeyring(path, { passphrase })
}
