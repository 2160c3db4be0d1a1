import { SpaceError } from '@space/sdk'
import type { Health, HomeState, Host, KeptPast, Privacy } from '@space/sdk/host'
import { openFeed } from './feed.ts'
import * as world from './world.ts'

/** What a person could have on paper. */
export const WORDS =
  'harbor violin maple cactus ribbon sunset oxygen ladder wisdom garlic pottery meadow lantern fiscal cradle salmon thunder ivory bamboo kitten orbit drift velvet anchor'.split(
    ' ',
  )

const DAY_MS = 86_400_000

/** The home of a {@link createFakeHost}: nothing outlives it. */
export function fakeHome(
  given: { home?: Partial<HomeState>; health?: Partial<Health>; privacy?: Privacy },
  ok: <Value>(make: () => Value) => Promise<Value>,
): Pick<Host, 'home' | 'health' | 'privacy'> {
  const home = openFeed<HomeState>({
    step: null,
    person: 'Mira Halvorsen',
    device: 'Studio laptop',
    lock: 'passphrase',
    wordsKept: false,
    confirmedAt: world.NOW - 12 * DAY_MS,
    remindAt: null,
    mayRecover: false,
    folder: '/home/mira/.local/share/space',
    ...given.home,
  })
  const health = openFeed<Health>({
    files: 18_204,
    bytes: 41_800_000_000,
    diskBytes: 46_200_000_000,
    freeBytes: 212_000_000_000,
    check: {
      at: world.NOW - 3 * DAY_MS,
      files: 18_204,
      bytes: 41_800_000_000,
      damaged: [],
      damagedCount: 0,
    },
    checking: null,
    concerns: [],
    ...given.health,
  })
  const privacy = openFeed<Privacy>(
    given.privacy ?? {
      links: [{ kind: 'window', isOwn: true, since: world.NOW }],
      stopped: [],
      outside: 0,
    },
  )
  let keeping: KeptPast = { versions: 'all', trashDays: 30 }
  let passphrase: string | null = null
  let places: readonly number[] = []
  const change = (more: Partial<HomeState>): void => home.put({ ...home.now(), ...more })
  const demand = (proof: string | null): void => {
    if (home.now().lock === 'passphrase' && passphrase !== null && proof !== passphrase)
      throw new SpaceError('wrong-key', 'This is not the passphrase')
  }
  return {
    home: {
      watch: (signal) => home.follow(signal),
      goTo: (step) => ok(() => change({ step })),
      call: (names) => ok(() => change(names)),
      lock: ({ now, next }) =>
        ok(() => {
          demand(now)
          passphrase = next
          change({ lock: next === null ? 'file' : 'passphrase' })
        }),
      words: (proof) =>
        ok(() => {
          demand(proof)
          if (!home.now().wordsKept)
            throw new SpaceError('not-found', 'The words are not on this device')
          return WORDS
        }),
      choosePlaces: () =>
        ok(() => {
          places = [4, 11, 19]
          return places
        }),
      confirm: (words) =>
        ok(() => {
          const wanted =
            words.length === WORDS.length ? WORDS : places.map((place) => WORDS[place - 1])
          if (words.some((word, at) => word !== wanted[at]))
            throw new SpaceError('wrong-phrase', 'That is not what is on your page', {
              try: 'Compare the number with your page',
            })
          change({ wordsKept: false, confirmedAt: world.NOW, remindAt: null })
        }),
      remindLater: () => ok(() => change({ remindAt: world.NOW + 3 * DAY_MS })),
      wordList: () => ok(() => [...WORDS].toSorted()),
      readWords: (typed) =>
        ok(() => {
          const all = typed.split(/\s+/).filter((word) => word !== '')
          const bad = all.findIndex((word) => !WORDS.includes(word))
          if (bad < 0) return { known: all.length, fault: null }
          const what = `Word ${bad + 1} is not in the list of words`
          return { known: bad, fault: { place: bad + 1, what, try: '' } }
        }),
      recover: (words) =>
        ok(() => {
          if (words !== WORDS.join(' '))
            throw new SpaceError('wrong-phrase', 'These words do not belong together', {
              why: 'One of them is wrong, or their order is',
              try: 'Compare every word and its number with the recovery kit',
            })
          change({ step: 'you', wordsKept: false, confirmedAt: world.NOW, mayRecover: false })
        }),
      keeping: () => ok(() => keeping),
      keep: (past) =>
        ok(() => {
          keeping = past
          return past
        }),
    },
    health: {
      watch: (signal) => health.follow(signal),
      beginCheck: () =>
        ok(() =>
          health.put({
            ...health.now(),
            checking: { doneBytes: 12_400_000_000, totalBytes: 41_800_000_000 },
          }),
        ),
      stopCheck: () => ok(() => health.put({ ...health.now(), checking: null })),
    },
    privacy: { watch: (signal) => privacy.follow(signal) },
  }
}
