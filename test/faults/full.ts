import { cpSync, mkdirSync, rmSync, statfsSync, truncateSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { isSpaceError } from '@space/sdk'
import { createHome, openHome } from '../../core/src/home/open.ts'
import { openOurs, type OpenSpace } from '../bench/open-ours.ts'
import { type Draw, drawFrom } from './draw.ts'
import { counts } from './kill.ts'
import { apply, EMPTY, judge, type Op, type State } from './model.ts'
import { mountMemory, run, whyNoMounts } from './mounts.ts'
import { observe } from './observe.ts'
import type { Outcome, Untried } from './outcome.ts'
import { chooseWork } from './works.ts'

const MIB = 2 ** 20
/** Room that is left for the fine sweep goes up to this. */
const MOST_ROOM_BYTES = 3 * MIB
/** Changes tried on one disk; with this little room it is full long before. */
const MOST_CHANGES = 400
/** A home takes up to this room while it is made, and more than no room at all. */
const HOME_KIB = 480
const HOME_STEP_KIB = 4

/**
 * Lets the disk run full: once on disks of 8 to 64 MiB, and once with `cases` different rooms up to
 * 3 MiB left over on one disk, so that each kind of write is the one that fails. Every failure must
 * be `disk-full`, and when room was made everything acknowledged must be there and adding must work.
 * A home that finds no room to be made in must leave nothing in the way of the next.
 */
export async function fillDisks(
  work: string,
  cases: number,
  seed: string,
): Promise<Outcome | Untried> {
  const why = whyNoMounts()
  if (why !== undefined) return { name: 'full disk', why }
  const faults: string[] = []
  const failed = new Map<string, number>()
  let acknowledged = 0
  const disks = Array.from({ length: 8 }, (_, i) => ({
    diskBytes: (i + 1) * 8 * MIB,
    room: Infinity,
  }))
  const rooms = Array.from({ length: cases }, (_, i) => ({
    diskBytes: 64 * MIB,
    room: Math.floor((i * MOST_ROOM_BYTES) / cases / 4096) * 4096,
  }))
  const whole = join(work, 'full-whole')
  const state = await makeWhole(whole, drawFrom(`full ${seed}`))
  for (const [i, { diskBytes, room }] of [...disks, ...rooms].entries()) {
    const name = `disk of ${diskBytes / MIB} MiB${room < Infinity ? `, ${room} bytes left` : ''}`
    const mounted = join(work, 'full')
    using _disk = mountMemory(mounted, diskBytes)
    // Without its reserve, which no home takes on so small a disk, and for which 8 MiB may be too few.
    const filter = (source: string): boolean => basename(source) !== 'reserve'
    cpSync(whole, join(mounted, 'space'), { recursive: true, filter })
    try {
      const went = await fill(mounted, room, state, drawFrom(`full ${seed} ${i}`))
      acknowledged += went.acknowledged
      failed.set(went.failed, (failed.get(went.failed) ?? 0) + 1)
      if (went.fault !== undefined) faults.push(`${name}: ${went.fault}`)
    } catch (error) {
      faults.push(`${name}: ${error instanceof Error ? String(error.stack) : String(error)}`)
    }
  }
  faults.push(...(await makeOnSmallDisks(join(work, 'small'))))
  return {
    name: 'full disk',
    did: `${disks.length} disks of 8 to 64 MiB, ${cases} rooms up to 3 MiB, ${acknowledged} changes acknowledged, homes made on disks up to ${HOME_KIB} KiB`,
    faults,
    notes: [`what failed first: ${counts(failed)}`],
  }
}

/** Makes a home on every size of disk up to one that has room, and again when there is room. */
async function makeOnSmallDisks(mounted: string): Promise<string[]> {
  const faults: string[] = []
  const dir = join(mounted, 'space')
  const make = () => createHome({ dir, name: 'small', protection: { kind: 'file' } })
  for (let kib = HOME_STEP_KIB; kib <= HOME_KIB; kib += HOME_STEP_KIB) {
    using _disk = mountMemory(mounted, kib * 1024)
    const code = await make().then(
      () => undefined,
      (error: unknown) => (isSpaceError(error) ? error.code : String(error)),
    )
    if (code !== undefined && code !== 'disk-full') faults.push(`a home in ${kib} KiB: ${code}`)
    if (code === undefined && kib === HOME_STEP_KIB) faults.push('no disk was too small for a home')
    if (code !== undefined && kib === HOME_KIB) faults.push('no disk had room for a home')
    run('mount', '-o', 'remount,size=64m', mounted)
    try {
      if (code !== undefined) await make()
      await using space = await openHome({ dir, unlock: {} })
      await space.drive.write('/f', [Buffer.from('x')])
    } catch (error) {
      faults.push(`after a home found only ${kib} KiB: ${String(error)}`)
    }
  }
  return faults
}

interface Went {
  readonly acknowledged: number
  /** Kind of the change that found the disk full. */
  readonly failed: string
  readonly fault: string | undefined
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

async function fill(mounted: string, room: number, start: State, draw: Draw): Promise<Went> {
  const home = join(mounted, 'space')
  const ballast = join(mounted, 'ballast')
  const scratch = `${mounted}.scratch`
  mkdirSync(scratch, { recursive: true })
  let state = start
  let acknowledged = 0
  let failed: Op | undefined
  let fault: string | undefined
  {
    // Opened before the room is taken: a start must not need any to be counted here.
    await using space = await openOurs(home)
    if (room < Infinity) takeRoom(mounted, ballast, room)
    // a small disk may hold too little already for a ballast of full size
    else writeFileSync(ballast, Buffer.alloc(Math.min(2 * MIB, freeBytes(mounted) / 2)))
    for (let i = 0; i < MOST_CHANGES && failed === undefined; i++) {
      const { op, run: go } = chooseWork(growing(state), draw, `full-${i}`, scratch)
      try {
        await go(space.drive)
        state = apply(state, op)
        acknowledged += 1
      } catch (error) {
        failed = op
        if (!isSpaceError(error, 'disk-full')) fault = `${op.kind}: ${String(error)}`
      }
    }
    fault ??= await goOn(space, state, failed, ballast, draw)
  }
  {
    // After goOn the pending change is judged again: it must not have become half done by a restart.
    await using again = await openOurs(home)
    const seen = await observe(again.drive)
    const files = new Map([...seen.files].filter(([path]) => !path.startsWith('/after-')))
    const verdict = judge(state, failed, { ...seen, files })
    if ('lost' in verdict) fault ??= `after a restart: ${verdict.lost.join(', ')}`
    if (!seen.files.has('/after-room')) fault ??= 'after a restart: /after-room is gone'
  }
  rmSync(scratch, { recursive: true, force: true })
  return { acknowledged, failed: failed?.kind ?? 'nothing', fault }
}

/** The same process, room made again: all is there and adding works. Returns what was wrong. */
async function goOn(
  { drive }: OpenSpace,
  state: State,
  failed: Op | undefined,
  ballast: string,
  draw: Draw,
): Promise<string | undefined> {
  const full = judge(state, failed, await observe(drive))
  if ('lost' in full) return `while full: ${full.lost.join(', ')}`
  rmSync(ballast, { force: true })
  await drive.write('/after-room', [draw.bytes(20_000)])
  const seen = await observe(drive)
  const files = new Map([...seen.files].filter(([path]) => path !== '/after-room'))
  const freed = judge(state, failed, { ...seen, files })
  return 'lost' in freed ? `with room again: ${freed.lost.join(', ')}` : undefined
}

/** A state without what makes room by itself: this disk is to run full. */
function growing(state: State): State {
  return { files: new Map([...state.files].slice(-20)), trash: state.trash }
}

async function makeWhole(home: string, draw: Draw): Promise<State> {
  mkdirSync(home, { recursive: true })
  let state = EMPTY
  await using space = await openOurs(home)
  for (let i = 0; i < 12; i++) {
    const { op, run: go } = chooseWork(EMPTY, draw, `whole-${i}`, `${home}.scratch`)
    await go(space.drive)
    state = apply(state, op)
  }
  rmSync(`${home}.scratch`, { recursive: true, force: true })
  return state
}

/** Writes into `ballast` until only `room` bytes are left. */
function takeRoom(mounted: string, ballast: string, room: number): void {
  const { bavail, bsize } = statfsSync(mounted)
  const bytes = Math.max(0, bavail * bsize - room)
  const chunk = Buffer.alloc(MIB)
  writeFileSync(ballast, '')
  for (let left = bytes; left > 0; left -= MIB) {
    writeFileSync(ballast, chunk.subarray(0, Math.min(left, MIB)), { flag: 'a' })
  }
  truncateSync(ballast, bytes)
}
