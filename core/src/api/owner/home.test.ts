import { SpaceError } from '@space/sdk'
import type { HomeState } from '@space/sdk/host'
import { expect, test } from 'vitest'
import { beginningOf, type HomePowers, ownerHome } from './home.ts'

const PHRASE = Array.from({ length: 24 }, (_, at) => `word${at + 1}`)
const NOW = 1_000_000
const running = { signal: new AbortController().signal, onProgress: () => undefined }

function stage(kept: unknown, powers: Partial<HomePowers> = {}) {
  let value = kept
  let isKept = true
  let device = 'laptop'
  const timers: (() => void)[] = []
  const facet = ownerHome(
    {
      folder: '/home/ada/space',
      kept: {
        isKept: () => isKept,
        kind: () => 'file',
        reveal: async () => PHRASE.join(' '),
        async test(phrase) {
          if (phrase !== PHRASE.join(' ')) throw new SpaceError('wrong-phrase', 'Another one')
          isKept = false
        },
        async testSome(words) {
          const isRight = words.every(({ place, word }) => PHRASE[place - 1] === word)
          if (!isRight) throw new SpaceError('wrong-phrase', 'Not these')
          isKept = false
        },
        protect: async () => undefined,
      },
      deviceName: () => device,
      async renameDevice(name) {
        device = name
      },
      isNew: async () => true,
      readWords: (typed) => ({ words: typed.split(' ') }),
      allWords: () => PHRASE,
      draw: (below) => below - 1,
      keeping: async () => ({ versions: 'all', trashDays: 30 }),
      setKeeping: async (wanted) => wanted,
      ...powers,
    },
    { get: () => value, set: (next) => (value = next) },
    {
      now: () => NOW,
      after(_ms, act) {
        timers.push(act)
        return { [Symbol.dispose]: () => undefined }
      },
    },
  )
  const state = async (): Promise<HomeState | undefined> => {
    for await (const one of facet.watch([], running)) return one
    return undefined
  }
  return { facet, state, timers, forget: () => (isKept = false) }
}

test('a home that was made for a window begins with the first step, and goes on where it was', async () => {
  const { facet, state } = stage(beginningOf('welcome', NOW))
  expect(await state()).toMatchObject({ step: 'welcome', wordsKept: true, mayRecover: true })
  await facet.goTo(['kit'])
  expect(await state()).toMatchObject({ step: 'kit' })
  await facet.goTo([null])
  expect(await state()).toMatchObject({ step: null })
  await expect(facet.goTo(['somewhere'])).rejects.toMatchObject({ code: 'bad-input' })
})

test('a home of before there was a window lacks the last two steps only', async () => {
  const { state, forget } = stage(undefined)
  expect(await state()).toMatchObject({ step: 'kit' })
  forget()
  expect(await state()).toMatchObject({ step: 'files' })
})

test('the words came back by being typed, so they are proved and the names come next', async () => {
  const { state } = stage(beginningOf('recovered', NOW))
  expect(await state()).toMatchObject({ step: 'you', confirmedAt: NOW })
})

test('three places that were chosen by chance are proof, once each time they are chosen', async () => {
  const { facet, state } = stage(undefined)
  const places = await facet.choosePlaces()
  expect(places).toEqual([22, 23, 24])
  const right = places.map((place) => `word${place}`)
  await expect(facet.confirm([['word1', 'word2', 'word3']])).rejects.toMatchObject({
    code: 'wrong-phrase',
  })
  // The places were good for one try.
  await expect(facet.confirm([right])).rejects.toMatchObject({ code: 'bad-input' })
  expect(await state()).toMatchObject({ wordsKept: true, confirmedAt: null })
  await facet.choosePlaces()
  await facet.confirm([right])
  expect(await state()).toMatchObject({ wordsKept: false, confirmedAt: NOW, remindAt: null })
})

test('nobody chooses places themself, and fewer words than asked for prove nothing', async () => {
  const { facet } = stage(undefined)
  await expect(facet.confirm([['word1']])).rejects.toMatchObject({ code: 'bad-input' })
  await expect(facet.confirm([[]])).rejects.toMatchObject({ code: 'bad-input' })
  await facet.choosePlaces()
  await expect(facet.confirm([['word24']])).rejects.toMatchObject({ code: 'bad-input' })
})

test('all words prove it too, and are reminded of in three days otherwise', async () => {
  const { facet, state } = stage(undefined)
  await facet.remindLater()
  expect((await state())?.remindAt).toBe(NOW + 3 * 86_400_000)
  await facet.confirm([PHRASE])
  expect(await state()).toMatchObject({ wordsKept: false, remindAt: null })
})

test('names are one line of what is seen, and a device has one', async () => {
  const { facet, state } = stage(undefined)
  await facet.call([{ person: '  Ada \n Lovelace ', device: 'Desk' }])
  expect(await state()).toMatchObject({ person: 'Ada Lovelace', device: 'Desk' })
  for (const bad of [{ device: ' ' }, { person: 'a\u202eb' }, { person: 'x'.repeat(65) }])
    await expect(facet.call([bad])).rejects.toMatchObject({ code: 'bad-input' })
  expect(await state()).toMatchObject({ person: 'Ada Lovelace', device: 'Desk' })
})

test('the answer to who brings another space here goes before the connections end', async () => {
  let went = 0
  const { facet, timers } = stage(undefined, { recover: async () => () => (went += 1) })
  expect(await facet.recover([PHRASE.join(' ')])).toBeNull()
  expect(went).toBe(0)
  for (const act of timers) act()
  expect(went).toBe(1)
})

test('without a daemon that can do it no other space comes', async () => {
  const { facet } = stage(undefined)
  await expect(facet.recover([PHRASE.join(' ')])).rejects.toMatchObject({ code: 'conflict' })
})

test('a wrong word is named by its place, and never repeated', async () => {
  const { facet } = stage(undefined, {
    readWords: () => ({
      words: ['a'],
      fault: new SpaceError('wrong-phrase', 'Word 2 is not in the list of words', {
        try: 'Did you mean able?',
        facts: { position: 2 },
      }),
    }),
  })
  expect(await facet.readWords(['a abel'])).toEqual({
    known: 1,
    fault: { place: 2, what: 'Word 2 is not in the list of words', try: 'Did you mean able?' },
  })
})
