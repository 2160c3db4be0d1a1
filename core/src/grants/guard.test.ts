import { SpaceError } from '@space/sdk'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openAudit } from './audit.ts'
import { openBudget } from './budget.ts'
import { allows, type Actions, type Until } from './capability.ts'
import { openGrants, type NewGrant } from './grants.ts'
import { testClock, testIds, testKept, testLog, testLogs, testTree } from './grants.samples.ts'
import { openGuard, type Ask } from './guard.ts'

const never = new AbortController().signal

function house(
  parents = new Map([
    ['photos', 'top'],
    ['a', 'photos'],
    ['taxes', 'top'],
  ]),
) {
  const clock = testClock()
  const grants = openGrants({ kept: testKept(), added: testLog(), clock, newId: testIds() })
  const audit = openAudit({ logs: testLogs(), open: testKept(), clock, newId: testIds() })
  const tree = testTree(parents)
  const guardOf = (app: string) =>
    openGuard({
      app,
      grants,
      tree,
      audit,
      budget: openBudget(
        () => clock.now(),
        () => 0,
      ),
    })
  return { clock, grants, audit, parents, guardOf }
}

function photos(more: Partial<NewGrant> = {}): NewGrant {
  const resource = { kind: 'entry', drive: 'drive', entry: 'photos' } as const
  return { app: 'notes', resource, actions: 'change', until: null, label: '', ...more }
}

function ask(grant: string, entry = 'a', need: Actions = 'read'): Ask {
  return { grant, need, entries: [entry], action: 'list' }
}

function code(name: string) {
  return expect.objectContaining({ code: name })
}

test('an app pays for the time that noting what it does takes', async () => {
  const clock = testClock()
  let ticks = 0
  const grants = openGrants({ kept: testKept(), added: testLog(), clock, newId: testIds() })
  const audit = openAudit({ logs: testLogs(), open: testKept(), clock, newId: testIds() })
  const slow = { ...audit, note: () => void (ticks += 900) }
  const budget = openBudget(
    () => clock.now(),
    () => ticks,
  )
  const tree = testTree(new Map([['photos', 'top']]))
  const guard = openGuard({ app: 'notes', grants, tree, audit: slow, budget })
  const { id } = grants.make(photos())
  await guard.run(ask(id, 'photos'), never, () => 7)
  await expect(guard.run(ask(id, 'photos'), never, () => 7)).rejects.toEqual(code('busy'))
})

test('a call within the grant goes through and is noted', async () => {
  const { grants, guardOf, audit } = house()
  const { id } = grants.make(photos())
  await expect(guardOf('notes').run(ask(id), never, () => 7)).resolves.toBe(7)
  expect(audit.list({ limit: 9 }).lines).toMatchObject([
    { app: 'notes', action: 'list', target: 'a', count: 1 },
  ])
  expect(grants.held('notes', id).lastUsedAt).not.toBeNull()
})

test('without a grant nothing is called', async () => {
  const { guardOf } = house()
  const call = guardOf('notes').run(ask('0'), never, () => expect.unreachable())
  await expect(call).rejects.toEqual(code('grant-denied'))
})

test('what lies outside is not found, in the same words as what is nowhere', async () => {
  const { grants, guardOf } = house()
  const { id } = grants.make(photos())
  const words = async (entry: string): Promise<string> =>
    guardOf('notes')
      .run(ask(id, entry), never, () => 'called')
      .catch((error: unknown) => JSON.stringify([error, String(error)]))
  expect(await words('taxes')).toBe(await words('none'))
  expect(await words('top')).toBe(await words('none'))
  expect(await words('taxes')).toContain('not-found')
})

test('what fails behind the door is told without the place, in a call and in a stream', async () => {
  const { grants, guardOf } = house()
  const { id } = grants.make(photos())
  const fail = (): never => {
    throw new SpaceError('exists', '/taxes/a is there already', { facts: { path: '/taxes/a' } })
  }
  const words = (error: unknown): string => JSON.stringify([error, String(error)])
  const run = guardOf('notes').run(ask(id), never, fail)
  const stream = guardOf('notes').stream(ask(id), never, async function* () {
    yield fail()
  })
  for (const failed of [run, Array.fromAsync(stream)]) {
    const said = await failed.then(() => 'answered', words)
    expect(said).toContain('exists')
    expect(said).not.toContain('taxes')
  }
})

test('an entry that was moved out is out, and one that was moved in is in', async () => {
  const { grants, guardOf, parents } = house()
  const { id } = grants.make(photos())
  parents.set('a', 'taxes')
  await expect(guardOf('notes').run(ask(id), never, () => 7)).rejects.toEqual(code('not-found'))
  parents.set('taxes', 'photos')
  await expect(guardOf('notes').run(ask(id), never, () => 7)).resolves.toBe(7)
})

test('an entry that leaves while the change waits for its turn is not changed', async () => {
  const { grants, guardOf, parents } = house()
  const { id } = grants.make(photos())
  const call = guardOf('notes').run(ask(id, 'a', 'change'), never, async ({ check }) => {
    parents.set('a', 'taxes')
    check()
  })
  await expect(call).rejects.toEqual(code('not-found'))
})

test('a revoke ends a call that runs, whether the call heeds it or not', async () => {
  const { grants, guardOf } = house()
  const { id } = grants.make(photos())
  const call = guardOf('notes').run(ask(id), never, () => new Promise<never>(() => undefined))
  grants.revoke(id)
  await expect(call).rejects.toEqual(code('grant-revoked'))
})

test('what a call found out just when its grant was over does not reach the app', async () => {
  const { grants, guardOf } = house()
  const { id } = grants.make(photos())
  const call = guardOf('notes').run(ask(id), never, async () => {
    await Promise.resolve()
    grants.revoke(id)
    return 'secret'
  })
  await expect(call).rejects.toEqual(code('grant-revoked'))
})

test('a revoke ends a stream that waits', async () => {
  const { grants, guardOf } = house()
  const { id } = grants.make(photos())
  const items = guardOf('notes').stream(ask(id), never, async function* () {
    yield 1
    await new Promise(() => undefined)
  })
  const read = items[Symbol.asyncIterator]()
  expect((await read.next()).value).toBe(1)
  const next = read.next()
  grants.revoke(id)
  await expect(next).rejects.toEqual(code('grant-revoked'))
})

test('an add-only grant sees what it added and nothing else', async () => {
  const { grants, guardOf } = house()
  const { id } = grants.make(photos({ actions: 'add' }))
  const guard = guardOf('notes')
  await expect(guard.run(ask(id), never, () => 7)).rejects.toEqual(code('not-found'))
  grants.added(id, 'a')
  await expect(guard.run(ask(id), never, () => 7)).resolves.toBe(7)
  const change = guard.run(ask(id, 'a', 'change'), never, () => 7)
  await expect(change).rejects.toEqual(code('grant-denied'))
  const whole = guard.run({ ...ask(id, 'photos'), whole: true }, never, () => 7)
  await expect(whole).rejects.toEqual(code('grant-denied'))
})

test('an app that asks too often is told to wait, and may go on after that', async () => {
  const { grants, guardOf, clock } = house()
  const { id } = grants.make(photos())
  const guard = guardOf('notes')
  const results = await Promise.allSettled(
    Array.from({ length: 12_000 }, () => guard.run(ask(id), never, () => 7)),
  )
  const refused = results.flatMap((one) =>
    one.status === 'rejected' ? [one.reason as unknown] : [],
  )
  expect(refused).toHaveLength(2000)
  expect(refused[0]).toEqual(code('busy'))
  clock.pass(10)
  await expect(guard.run(ask(id), never, () => 7)).resolves.toBe(7)
})

/** What the model knows of a grant. */
interface Known {
  id: string
  app: string
  root: string
  actions: Actions
  until: Until
  isOver: boolean
}

const APPS = ['one', 'two', 'three']
const ENTRIES = ['top', 'a', 'b', 'c', 'd', 'e', 'f']
const app = fc.constantFrom(...APPS)
const entry = fc.constantFrom(...ENTRIES)
const actions = fc.constantFrom<Actions>('read', 'add', 'change')
const nth = fc.nat(5)
const step = fc.oneof(
  fc.record({ do: fc.constant('make' as const), app, entry, actions, days: fc.option(fc.nat(3)) }),
  fc.record({ do: fc.constant('narrow' as const), nth, actions }),
  fc.record({ do: fc.constant('revoke' as const), nth }),
  fc.record({ do: fc.constant('close' as const), app }),
  fc.record({ do: fc.constant('move' as const), entry, to: entry }),
  fc.record({ do: fc.constant('pass' as const), hours: fc.nat(6) }),
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('call' as const),
      app: fc.constantFrom(null, null, null, ...APPS),
      nth,
      entry: fc.constantFrom(null, null, null, null, null, ...ENTRIES),
      need: actions,
    }),
  },
)

test('whatever happens in whatever order, no call succeeds that a simple model denies, and each other one does', async () => {
  let allowed = 0
  let denied = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 20, maxLength: 150, size: 'max' }),
      async (steps) => {
        const { clock, grants, parents, guardOf } = house(
          new Map(ENTRIES.slice(1).map((name, i) => [name, ENTRIES[i >> 1] ?? 'top'])),
        )
        const guards = new Map(APPS.map((name) => [name, guardOf(name)]))
        const known: Known[] = []
        const pick = (n: number): Known | undefined => known[n % Math.max(1, known.length)]
        const isBelow = (below: string, above: string): boolean => {
          let at: string | undefined = below
          while (at !== undefined && at !== above) at = parents.get(at)
          return at === above
        }
        for (const one of steps) {
          if (one.do === 'make') {
            const until = one.days === null ? 'session' : clock.now() + one.days * 86_400_000
            const resource = { kind: 'entry', drive: 'drive', entry: one.entry } as const
            const { id } = grants.make({
              app: one.app,
              resource,
              actions: one.actions,
              until,
              label: '',
            })
            known.push({ ...one, id, root: one.entry, until, isOver: false })
          } else if (one.do === 'narrow') {
            const grant = pick(one.nth)
            if (grant === undefined || isDead(grant, clock.now())) continue
            if (!allows(grant.actions, one.actions)) continue
            grants.narrow(grant.id, { actions: one.actions })
            grant.actions = one.actions
          } else if (one.do === 'revoke') {
            const grant = pick(one.nth)
            if (grant === undefined) continue
            grants.revoke(grant.id)
            grant.isOver = true
          } else if (one.do === 'close') {
            grants.endSession(one.app)
            for (const grant of known)
              if (grant.app === one.app && grant.until === 'session') grant.isOver = true
          } else if (one.do === 'move') {
            if (one.entry !== 'top' && !isBelow(one.to, one.entry)) parents.set(one.entry, one.to)
          } else if (one.do === 'pass') clock.pass(one.hours * 3_600_000)
          else {
            const grant = pick(one.nth)
            if (grant === undefined) continue
            // what mostly fails would say little: often it is the app itself, and the folder itself
            const { app = grant.app, entry = grant.root } = {
              ...(one.app === null ? {} : { app: one.app }),
              ...(one.entry === null ? {} : { entry: one.entry }),
            }
            const isRight =
              grant.actions === 'add' ? one.need !== 'change' : allows(grant.actions, one.need)
            const isSeen = grant.actions !== 'add' || entry === grant.root
            const may =
              grant.app === app &&
              !isDead(grant, clock.now()) &&
              isRight &&
              isSeen &&
              isBelow(entry, grant.root)
            const does = await guards
              .get(app)
              ?.run(ask(grant.id, entry, one.need), never, () => true)
              .catch(() => false)
            expect(does).toBe(may)
            if (may) allowed++
            else denied++
          }
        }
      },
    ),
    { numRuns: 200 },
  )
  // both happen often, or the property says nothing
  expect(allowed).toBeGreaterThan(500)
  expect(denied).toBeGreaterThan(500)
})

function isDead(grant: Known, now: number): boolean {
  return grant.isOver || (typeof grant.until === 'number' && grant.until <= now)
}
