import { describe, expect, test } from 'vitest'
import { openGrants, type Grants, type NewGrant } from './grants.ts'
import { testClock, testIds, testKept, testLog } from './grants.samples.ts'

const DAY_MS = 86_400_000
const NARROWER = { actions: 'read' } as const

function powers() {
  return { kept: testKept(), added: testLog(), clock: testClock(), newId: testIds() }
}

function folder(app = 'notes', more: Partial<NewGrant> = {}): NewGrant {
  const resource = { kind: 'entry', drive: 'drive', entry: 'photos' } as const
  return { app, resource, actions: 'change', until: null, label: 'Your photos', ...more }
}

function code(name: string) {
  return expect.objectContaining({ code: name })
}

describe('a grant', () => {
  test('is there after a restart of the daemon, but not one for a session', () => {
    const power = powers()
    const first = openGrants(power)
    const kept = first.make(folder())
    const session = first.make(folder('notes', { until: 'session' }))
    first[Symbol.dispose]()
    using again = openGrants(power)
    expect(again.list().map(({ id }) => id)).toEqual([kept.id])
    expect(() => again.held('notes', session.id)).toThrowError(code('grant-expired'))
  })

  test('is nothing to another app, in the same words as one that never was', () => {
    using grants = openGrants(powers())
    const { id } = grants.make(folder())
    const words = (act: () => unknown): string => {
      try {
        act()
        return 'allowed'
      } catch (error) {
        return JSON.stringify([error, String(error)])
      }
    }
    expect(words(() => grants.held('other', id))).toBe(words(() => grants.held('other', 'none')))
    grants.revoke(id)
    expect(words(() => grants.held('other', id))).toBe(words(() => grants.held('other', 'none')))
    expect(() => grants.held('other', id)).toThrowError(code('grant-denied'))
  })

  test('that was revoked stays revoked, and its app is told so, after a restart as well', () => {
    const power = powers()
    const first = openGrants(power)
    const { id } = first.make(folder())
    first.revoke(id)
    expect(() => first.held('notes', id)).toThrowError(code('grant-revoked'))
    using again = openGrants(power)
    expect(() => again.held('notes', id)).toThrowError(code('grant-revoked'))
  })

  describe('on a full disk', () => {
    /** As after a crash: nothing was said to the grants before. */
    const afterCrash = (power: ReturnType<typeof powers>) =>
      openGrants({ ...power, clock: testClock(power.clock.now()) })

    test('is over for what runs when it is revoked', () => {
      const power = powers()
      const grants = openGrants(power)
      const { id } = grants.make(folder())
      const signal = grants.signal(id, 'read')
      power.kept.isFull = true
      expect(() => grants.revoke(id)).toThrowError('disk full')
      expect(signal.aborted).toBe(true)
      expect(() => grants.held('notes', id)).toThrowError(code('grant-revoked'))
    })

    test('is not said to be revoked for good until it is, however often that is asked for', () => {
      const power = powers()
      const grants = openGrants(power)
      const { id } = grants.make(folder())
      power.kept.isFull = true
      for (let i = 0; i < 3; i++) expect(() => grants.revoke(id)).toThrowError('disk full')
      power.kept.isFull = false
      grants.revoke(id)
      expect(() => afterCrash(power).held('notes', id)).toThrowError(code('grant-revoked'))
    })

    test.each([
      ['revoked', 'grant-revoked', (grants: Grants, id: string) => grants.revoke(id)],
      ['narrowed', 'grant-denied', (grants: Grants, id: string) => grants.narrow(id, NARROWER)],
      ['forgotten', 'grant-denied', (grants: Grants) => grants.forgetApp('notes')],
    ] as const)('that was %s stays so once there is room', (_, told, take) => {
      const power = powers()
      const grants = openGrants(power)
      const { id } = grants.make(folder())
      power.kept.isFull = true
      expect(() => take(grants, id)).toThrowError('disk full')
      power.clock.pass(60_000)
      power.kept.isFull = false
      power.clock.pass(60_000)
      const again = afterCrash(power)
      const use = (): void => {
        again.held('notes', id)
        again.signal(id, 'change').throwIfAborted()
      }
      expect(use).toThrowError(code(told))
    })

    test('is over in its time, and with its session, and the app is told why', () => {
      const power = powers()
      const grants = openGrants(power)
      const until = power.clock.now() + DAY_MS
      const short = grants.make(folder('notes', { until }))
      const session = grants.make(folder('notes', { until: 'session' }))
      power.kept.isFull = true
      grants.endSession('notes')
      power.clock.pass(DAY_MS)
      for (const one of [grants, afterCrash(power)])
        for (const { id } of [short, session])
          expect(() => one.held('notes', id)).toThrowError(code('grant-expired'))
    })

    test('is not given back', () => {
      const power = powers()
      const grants = openGrants(power)
      const { id } = grants.make(folder())
      grants.revoke(id)
      power.kept.isFull = true
      expect(() => grants.reinstate(id)).toThrowError('disk full')
      expect(() => grants.held('notes', id)).toThrowError(code('grant-revoked'))
      power.kept.isFull = false
      expect(grants.reinstate(id).id).toBe(id)
      expect(afterCrash(power).held('notes', id).id).toBe(id)
    })

    test('is not made', () => {
      const power = powers()
      const grants = openGrants(power)
      power.kept.isFull = true
      expect(() => grants.make(folder())).toThrowError('disk full')
      expect(grants.list()).toEqual([])
    })
  })

  test('for a day ends by itself, and ends what runs', () => {
    const power = powers()
    using grants = openGrants(power)
    const until = power.clock.now() + DAY_MS
    const { id } = grants.make(folder('notes', { until }))
    const signal = grants.signal(id, 'read')
    power.clock.pass(DAY_MS - 1)
    expect(signal.aborted).toBe(false)
    power.clock.pass(1)
    expect(signal.reason).toEqual(code('grant-expired'))
    expect(() => grants.held('notes', id)).toThrowError(code('grant-expired'))
  })

  test('for longer than a timer can wait ends in time as well', () => {
    const power = powers()
    using grants = openGrants(power)
    const until = power.clock.now() + 60 * DAY_MS
    const signal = grants.signal(grants.make(folder('notes', { until })).id, 'read')
    power.clock.pass(60 * DAY_MS - 1)
    expect(signal.aborted).toBe(false)
    power.clock.pass(1)
    expect(signal.aborted).toBe(true)
  })

  test('whose time was over while the daemon was off does not come back', () => {
    const power = powers()
    const first = openGrants(power)
    const until = power.clock.now() + 1000
    const { id } = first.make(folder('notes', { until }))
    first[Symbol.dispose]()
    power.clock.pass(2000)
    using again = openGrants(power)
    expect(again.list()).toEqual([])
    expect(() => again.held('notes', id)).toThrowError(code('grant-expired'))
  })

  test('for a session ends when the app is closed, and that of another app does not', () => {
    using grants = openGrants(powers())
    const mine = grants.make(folder('notes', { until: 'session' }))
    const other = grants.make(folder('other', { until: 'session' }))
    const lasting = grants.make(folder('notes'))
    grants.endSession('notes')
    expect(() => grants.held('notes', mine.id)).toThrowError(code('grant-expired'))
    expect(grants.held('other', other.id)).toBe(other)
    expect(grants.held('notes', lasting.id)).toBe(lasting)
  })

  test('is over when its app is uninstalled', () => {
    using grants = openGrants(powers())
    const signal = grants.signal(grants.make(folder()).id, 'read')
    grants.forgetApp('notes')
    expect(signal.aborted).toBe(true)
    expect(grants.list()).toEqual([])
  })

  test('that was kept in a form nobody understands gives nothing', () => {
    const power = powers()
    power.kept.set({ grants: [{ id: 'a', app: 'notes', actions: 'everything' }, 7], ended: 'no' })
    using grants = openGrants(power)
    expect(grants.list()).toEqual([])
  })
})

describe('narrowing', () => {
  test('ends what needed more, and nothing else', () => {
    using grants = openGrants(powers())
    const { id } = grants.make(folder())
    const writing = grants.signal(id, 'change')
    const reading = grants.signal(id, 'read')
    grants.narrow(id, { actions: 'read' })
    expect(writing.reason).toEqual(code('grant-revoked'))
    expect(reading.aborted).toBe(false)
    expect(grants.signal(id, 'change').aborted).toBe(true)
  })

  test.each([
    ['read', null, { actions: 'change' }],
    ['read', null, { actions: 'add' }],
    ['add', null, { actions: 'read' }],
    ['change', 'session', { until: null }],
    ['change', 'session', { until: 9e15 }],
    ['change', 9e15, { until: null }],
    ['change', 9e15, { until: 9e15 + 1 }],
    ['change', 9e15, { until: 'session' }],
  ] as const)('of %s until %s to %o is refused, since it would widen', (actions, until, to) => {
    using grants = openGrants(powers())
    const made = grants.make(folder('notes', { actions, until }))
    expect(() => grants.narrow(made.id, to)).toThrowError(code('bad-input'))
    expect(grants.held('notes', made.id)).toEqual(made)
  })

  test('to an earlier time holds', () => {
    const power = powers()
    using grants = openGrants(power)
    const { id } = grants.make(folder())
    const signal = grants.signal(id, 'read')
    grants.narrow(id, { until: power.clock.now() + 1000 })
    power.clock.pass(1000)
    expect(signal.aborted).toBe(true)
  })

  test('of what is over says so', () => {
    using grants = openGrants(powers())
    expect(() => grants.narrow('none', { actions: 'read' })).toThrowError(code('not-found'))
  })
})

test('whoever watches sees the grants now and after each change', async () => {
  using grants = openGrants(powers())
  const stop = new AbortController()
  const watched = grants.watch(stop.signal)[Symbol.asyncIterator]()
  const { id } = grants.make(folder())
  expect((await watched.next()).value).toMatchObject([{ id }])
  grants.revoke(id)
  await watched.next()
  const last = watched.next()
  stop.abort()
  expect((await last).done).toBe(true)
})

test('whoever watches is told of a first use at once, and of the next ones once a second', async () => {
  const power = powers()
  using grants = openGrants(power)
  const { id } = grants.make(folder())
  const stop = new AbortController()
  const watched = grants.watch(stop.signal)[Symbol.asyncIterator]()
  await watched.next()
  const first = watched.next()
  grants.used(id)
  const at = power.clock.now()
  expect((await first).value).toMatchObject([{ id, lastUsedAt: at }])
  const second = watched.next()
  power.clock.pass(999)
  grants.used(id)
  await new Promise(setImmediate)
  power.clock.pass(1)
  grants.used(id)
  // had the one in between been told, this would be its time
  expect((await second).value).toMatchObject([{ id, lastUsedAt: at + 1000 }])
  stop.abort()
})

test('an add-only grant remembers what it added, over a restart and for itself alone', () => {
  const power = powers()
  const first = openGrants(power)
  const one = first.make(folder('notes', { actions: 'add' }))
  const two = first.make(folder('notes', { actions: 'add' }))
  first.added(one.id, 'mine')
  first[Symbol.dispose]()
  using again = openGrants(power)
  expect(again.hasAdded(one.id, 'mine')).toBe(true)
  expect(again.hasAdded(two.id, 'mine')).toBe(false)
  again.revoke(one.id)
  expect(again.hasAdded(one.id, 'mine')).toBe(false)
})
