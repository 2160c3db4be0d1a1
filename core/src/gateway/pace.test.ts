import { expect, test } from 'vitest'
import { openPace } from './pace.ts'

function sample() {
  let time = 0
  const rests: { ms: number; act: () => void }[] = []
  const paced = openPace(
    () => time,
    (ms, act) => {
      rests.push({ ms, act })
      return { [Symbol.dispose]: () => undefined }
    },
  )
  const done: string[] = []
  const work = (key: string, name: string, ms: number): Promise<unknown> =>
    paced(key, () => {
      time += ms
      done.push(name)
    })
  return { work, done, rests }
}

test('work that took long is followed by a rest of its key, and others go on', async () => {
  const { work, done, rests } = sample()
  const all = [work('a', 'a1', 100), work('a', 'a2', 0), work('b', 'b1', 0)]
  await Promise.all([all[0], all[2]])
  expect(done).toEqual(['a1', 'b1'])
  expect(rests.map(({ ms }) => ms)).toEqual([400])
  rests[0]?.act()
  await all[1]
  expect(done).toEqual(['a1', 'b1', 'a2'])
})

test('work that fails holds up nobody', async () => {
  const failing = openPace(
    () => 0,
    () => ({ [Symbol.dispose]: () => undefined }),
  )
  const fails = failing('a', () => {
    throw new Error('no')
  })
  await expect(fails).rejects.toThrow('no')
  expect(await failing('a', () => 1)).toBe(1)
})
