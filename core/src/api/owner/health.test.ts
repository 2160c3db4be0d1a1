import { SpaceError } from '@space/sdk'
import type { Health } from '@space/sdk/host'
import { expect, test } from 'vitest'
import { type HealthPowers, ownerHealth } from './health.ts'

const REPORT = { files: 3, blocks: 5, bytes: 99, problems: [] }

function stage(powers: Partial<HealthPowers>) {
  let kept: unknown
  const facet = ownerHealth(
    {
      usage: async () => ({ files: 3, bytes: 99 }),
      verify: async () => REPORT,
      doctor: async () => [],
      diskBytes: () => 120,
      freeBytes: () => 1000,
      ...powers,
    },
    { get: () => kept, set: (value) => (kept = value) },
    () => 42,
  )
  const stop = new AbortController()
  const states = facet.watch([], { signal: stop.signal, onProgress: () => undefined })
  const next = async (): Promise<Health> => {
    const { value } = await states.next()
    if (value === undefined) throw new Error('it ended')
    return value as Health
  }
  return { facet, next, put: (value: unknown) => (kept = value) }
}

test('a check goes on by itself, tells how far it is, and what it found is kept', async () => {
  const end = Promise.withResolvers<void>()
  const { facet, next } = stage({
    async verify({ onProgress }) {
      onProgress?.({ doneBytes: 5_000_000, totalBytes: 9_000_000, doneFiles: 1 })
      await end.promise
      const problems = Array.from({ length: 30 }, (_, at) => ({
        path: `/f${at}`,
        code: 'corrupt-block',
        message: 'A block is damaged',
      }))
      return { ...REPORT, problems }
    },
  })
  expect(await next()).toMatchObject({ files: 3, diskBytes: 120, check: null, checking: null })
  await facet.beginCheck()
  // While one runs, a second begins nothing.
  await facet.beginCheck()
  expect((await next()).checking).toEqual({ doneBytes: 5_000_000, totalBytes: 9_000_000 })
  end.resolve()
  const { check, checking } = await next()
  expect(checking).toBeNull()
  expect(check).toMatchObject({ at: 42, files: 3, bytes: 99, damagedCount: 30 })
  expect(check?.damaged).toHaveLength(20)
})

test('a check that is stopped leaves what was known before', async () => {
  const { facet, next, put } = stage({
    verify: ({ signal }) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new SpaceError('aborted', 'Stopped')))
      }),
  })
  put({ at: 7, files: 1, bytes: 2, damaged: [], damagedCount: 0 })
  await next()
  await facet.beginCheck()
  expect((await next()).checking).not.toBeNull()
  await facet.stopCheck()
  expect(await next()).toMatchObject({ checking: null, check: { at: 7 } })
})

test('what is not as it should be is told in sentences, but what has its own place', async () => {
  const { next } = stage({
    doctor: async () => [
      { name: 'backup', state: 'warning', message: 'there is none' },
      { name: 'home', state: 'ok', message: 'fine' },
      { name: 'room', state: 'warning', message: 'only 3 MB are free', try: 'empty the trash' },
    ],
  })
  expect((await next()).concerns).toEqual([
    { what: 'Only 3 MB are free', try: 'Empty the trash', isSerious: false },
  ])
})

test('what was kept and is no longer what it was counts as never checked', async () => {
  const { next, put } = stage({})
  put({ at: 'yesterday' })
  expect((await next()).check).toBeNull()
})
