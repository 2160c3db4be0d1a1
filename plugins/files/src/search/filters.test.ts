import type { Find } from '@space/sdk'
import { expect, test } from 'vitest'
import { filtersOf, isFiltered, isSearching, withStarred, withTag, withText } from './filters.ts'

const NOW = new Date(2026, 10, 25, 18, 2).getTime()

function choose(find: Find, filter: string, ...choices: string[]): Find {
  return choices.reduce((find, title) => {
    const chip = filtersOf(find, NOW).find(({ id }) => id === filter)
    const choice = chip?.choices.find((one) => one.title === title)
    if (choice === undefined) throw new Error(`no ${title} under ${filter}`)
    return choice.next
  }, find)
}
const chosen = (find: Find): (string | null)[] => filtersOf(find, NOW).map(({ chosen }) => chosen)

test('kinds of files add up, and folders stand alone', () => {
  expect(choose({}, 'type', 'Pictures', 'Videos')).toEqual({ types: ['image', 'video'] })
  expect(choose({}, 'type', 'Pictures', 'Pictures')).toEqual({})
  expect(choose({ types: ['image'] }, 'type', 'Folders')).toEqual({ kind: 'directory' })
  expect(choose({ kind: 'directory' }, 'type', 'Texts')).toEqual({ types: ['text'] })
})

test('one size and one time hold at once, and the same one again takes it away', () => {
  const large = choose({ text: 'a' }, 'size', 'Smaller than 1 MB', 'Larger than 10 MB')
  expect(large).toEqual({ text: 'a', minBytes: 10_000_000 })
  expect(choose(large, 'size', 'Larger than 10 MB')).toEqual({ text: 'a' })
  expect(choose({}, 'size', 'Empty')).toEqual({ maxBytes: 0 })
  const midnight = new Date(2026, 10, 25).getTime()
  expect(choose({}, 'date', 'Today')).toEqual({ after: midnight })
  expect(choose({}, 'date', 'In 2025')).toEqual({
    after: new Date(2025, 0, 1).getTime(),
    before: new Date(2026, 0, 1).getTime(),
  })
})

test('chips say what is chosen', () => {
  expect(chosen({})).toEqual([null, null, null])
  expect(chosen({ types: ['image', 'video'], minBytes: 1_000_000 })).toEqual([
    'Pictures, Videos',
    'Larger than 1 MB',
    null,
  ])
  expect(chosen({ after: 1 })).toEqual([null, null, 'Changed then'])
})

test('each chip can be cleared by itself', () => {
  const find: Find = { text: 'a', types: ['image'], minBytes: 5, after: 7, before: 9 }
  expect(filtersOf(find, NOW).map(({ cleared }) => Object.keys(cleared))).toEqual([
    ['text', 'minBytes', 'after', 'before'],
    ['text', 'types', 'after', 'before'],
    ['text', 'types', 'minBytes'],
  ])
})

test('tags and stars come and go', () => {
  expect(withTag({}, 'trip', true)).toEqual({ tags: ['trip'] })
  expect(withTag({ tags: ['trip'] }, 'trip', true)).toEqual({ tags: ['trip'] })
  expect(withTag({ tags: ['trip'] }, 'trip', false)).toEqual({})
  expect(withStarred(withStarred({}, true), false)).toEqual({})
})

test('text alone is no filter, and nothing at all is no search', () => {
  expect(withText({ text: 'a' }, '')).toEqual({})
  expect([isSearching({}), isSearching({ text: 'a' }), isSearching({ starred: true })]).toEqual([
    false,
    true,
    true,
  ])
  expect([isFiltered({ text: 'a' }), isFiltered({ tags: ['x'] })]).toEqual([false, true])
})
