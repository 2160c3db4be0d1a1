/** The keyring of an open home: what locks it, and the 24 words, kept until the person proved their paper. */
import { SpaceError } from '@space/sdk'
import { identityFrom } from '../identity/identity.ts'
import { readKeyring, writeKeyring, type Secrets } from '../identity/keyring.ts'
import { phraseSeed } from '../identity/phrase.ts'
import type { KeptWords, NewProtection, Unlock } from '../space.ts'

/** How a home is protected, and what unlocks it. */
export interface Kept {
  readonly kind: 'file' | 'passphrase'
  readonly unlock: NewProtection
}

/** So many times some of the words may be wrong: each time tells which, so more would tell all of them. */
const MOST_WRONG = 10

/** @param path of the keyring, whose secrets these are */
export function openPhrase(path: string, own: string, opened: Secrets, first: Kept): KeptWords {
  let secrets = opened
  let { unlock } = first
  let wrongTimes = 0
  // One at a time: each costs a guesser, and this machine, the memory of a stretched passphrase; and a
  // keyring that is written while another is would bring back what that let go of.
  let asked = Promise.resolve<unknown>(undefined)
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = asked.catch(() => undefined).then(work)
    asked = turn
    return turn
  }
  const forget = async (): Promise<void> => {
    const { phrase: _, ...rest } = secrets
    await writeKeyring(path, rest, unlock)
    secrets = rest
  }
  const kept = (): string => {
    if (secrets.phrase !== undefined) return secrets.phrase
    throw new SpaceError('not-found', 'the recovery phrase is not on this device', {
      why: 'it was erased when the recovery test was passed; only the paper has it',
    })
  }
  return {
    isKept: () => secrets.phrase !== undefined,
    kind: () => unlock.kind,
    protection: () => unlock,
    reveal: (proof) =>
      inTurn(async () => {
        const phrase = kept()
        await demandPassphrase(path, unlock.kind, proof)
        return phrase
      }),
    test: (phrase) =>
      inTurn(async () => {
        const { did } = identityFrom(phraseSeed(phrase))
        if (did !== own)
          throw new SpaceError('wrong-phrase', 'these words belong to another identity', {
            why: 'they are a valid phrase, but not the one of this space',
            try: 'compare them with your paper, word by word',
          })
        await forget()
        return { did }
      }),
    testSome: (words) =>
      inTurn(async () => {
        const all = kept().split(' ')
        if (wrongTimes >= MOST_WRONG)
          throw new SpaceError('denied', 'Too many words were wrong', {
            why: 'who tries for long enough would find all of them',
            try: 'type all 24 words instead',
          })
        const wrong = words.filter(
          ({ place, word }) => all[place - 1] !== word.trim().toLowerCase(),
        )
        if (wrong.length > 0 || words.length === 0) {
          wrongTimes += 1
          throw new SpaceError('wrong-phrase', 'That is not what is on your page', {
            why: wrongPlaces(wrong.map(({ place }) => place)),
            try: 'Compare the numbers with your page',
            facts: { position: wrong[0]?.place ?? 0 },
          })
        }
        await forget()
      }),
    protect: (proof, next) =>
      inTurn(async () => {
        await demandPassphrase(path, unlock.kind, proof)
        await writeKeyring(path, secrets, next)
        unlock = next
      }),
  }
}

function wrongPlaces(places: readonly number[]): string {
  const last = places.at(-1) ?? 0
  if (places.length < 2) return `Word ${last} is another one`
  return `Words ${places.slice(0, -1).join(', ')} and ${last} are others`
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
