import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Mode } from '@space/sdk'
import { save } from '../drive/drive.samples.ts'
import { openHouse, type Handle, type House } from './api.samples.ts'

/** A grant as a person would remember it. */
interface Known {
  readonly app: string
  readonly handle: Handle
  mode: Mode
  isOver: boolean
}

const APPS = ['notes', 'photos', 'evil']
const FOLDERS = ['/a', '/a/b', '/c']
const app = fc.constantFrom(...APPS)
const nth = fc.nat(7)
const mode = fc.constantFrom<Mode>('read', 'add', 'change')
/** What a call does, and what it needs. */
const act = fc.constantFrom(
  ['files.stat', 'read'],
  ['files.list', 'read'],
  ['files.child', 'add'],
  ['files.mark', 'change'],
  ['files.usage', 'read'],
) as fc.Arbitrary<readonly [string, Mode]>

const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('give' as const), app, nth, mode }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('narrow' as const), nth, mode }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('revoke' as const), nth }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('move' as const), nth, to: nth }) },
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant('call' as const),
      app: fc.option(app, { freq: 3 }),
      nth,
      entry: fc.option(nth, { freq: 3 }),
      act,
    }),
  },
)

test('on a real drive, no call succeeds that a simple model denies, and each other one does', async () => {
  let [allowed, denied] = [0, 0]
  await using house = await openHouse()
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 30, maxLength: 60, size: 'max' }),
      async (steps) => {
        const ids = await build(house)
        const known: Known[] = []
        const grantOf = (n: number): Known | undefined => known[n % Math.max(1, known.length)]
        const idOf = (n: number): string => ids[n % ids.length] ?? ''
        for (const one of steps) {
          if (one.do === 'give') {
            const { path, kind } = house.entries.entry(idOf(one.nth))
            if (kind !== 'folder') continue
            const handle = await house.give(one.app, path, { mode: one.mode })
            // the same choice again is the grant that is there
            if (known.some((before) => before.handle.grant === handle.grant)) continue
            known.push({ app: one.app, handle, mode: one.mode, isOver: false })
          } else if (one.do === 'narrow') {
            const grant = grantOf(one.nth)
            if (grant === undefined || grant.isOver || grant.mode !== 'change') continue
            await house.owner.call('grants.narrow', grant.handle.grant, { mode: one.mode })
            grant.mode = one.mode
          } else if (one.do === 'revoke') {
            const grant = grantOf(one.nth)
            if (grant === undefined) continue
            await house.owner.call('grants.revoke', grant.handle.grant)
            grant.isOver = true
          } else if (one.do === 'move') await move(house, idOf(one.nth), idOf(one.to))
          else {
            const grant = grantOf(one.nth)
            if (grant === undefined) continue
            const who = one.app ?? grant.app
            const entry = one.entry === null ? grant.handle.entry : idOf(one.entry)
            const [method, need] = one.act
            const may =
              who === grant.app &&
              !grant.isOver &&
              isAllowed(grant, entry, method, need) &&
              isBelow(house, entry, grant.handle.entry)
            const does = await call(house, who, { ...grant.handle, entry }, method)
            expect(does, `${method} by ${who}`).toBe(may)
            if (may) allowed += 1
            else denied += 1
          }
        }
      },
    ),
    { numRuns: 40 },
  )
  // both happen often, or the property says nothing
  expect(allowed).toBeGreaterThan(50)
  expect(denied).toBeGreaterThan(50)
}, 120_000)

/** Who may only add sees the folder itself, and none that was there before; never the whole of it. */
function isAllowed({ mode, handle }: Known, entry: string, method: string, need: Mode): boolean {
  if (mode === 'change') return true
  if (mode === 'read') return need === 'read'
  return entry === handle.entry && need !== 'change' && method !== 'files.usage'
}

/** By paths alone, which is how a person would tell. */
function isBelow(house: House, entry: string, root: string): boolean {
  const [at, above] = [house.entries.entry(entry), house.entries.entry(root)]
  return at.path === above.path || at.path.startsWith(`${above.path}/`)
}

let made = 0

async function call(house: House, who: string, handle: object, method: string): Promise<boolean> {
  const more =
    method === 'files.child'
      ? [`new ${made++}`, { create: 'folder' }]
      : method === 'files.mark'
        ? [{ starred: true }]
        : [{}]
  try {
    await house.app(who).call(method, handle, ...more)
    return true
  } catch {
    return false
  }
}

/** Three folders with a folder in each, under names that no run used before; gives their ids. */
async function build(house: House): Promise<string[]> {
  const top = `/run ${made++}`
  const ids: string[] = []
  for (const folder of FOLDERS) {
    await save(house.drive, `${top}${folder}/in/file`, 'x')
    for (const path of [`${top}${folder}`, `${top}${folder}/in`])
      ids.push((await house.drive.stat(path)).id)
  }
  return ids
}

async function move(house: House, id: string, to: string): Promise<void> {
  const [from, into] = [house.entries.entry(id), house.entries.entry(to)]
  try {
    await house.drive.move([from.path], `${into.path}/moved ${made++}`)
  } catch {
    // into itself: then nothing was moved
  }
}
