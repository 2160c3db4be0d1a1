import { cpSync, mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { drawFrom } from './draw.ts'
import { type Life, startLife, untilChecked } from './lives.ts'
import { readPast } from './log.ts'
import { isStopped, run, whyNoLoops, writesOf } from './mounts.ts'
import type { Outcome, Untried } from './outcome.ts'

const DISK_BYTES = 512 * 2 ** 20
/** After so many images a disk is made anew. */
const IMAGES_PER_DISK = 20

/**
 * Takes images of a disk as a power cut would leave it: a space works on an ext4 in a file, the
 * process is stopped, and the file is copied without what the inner filesystem still holds in memory.
 * Each copy is mounted (its journal is replayed), opened and checked.
 */
export async function cutPower(
  work: string,
  images: number,
  seed: string,
): Promise<Outcome | Untried> {
  const why = whyNoLoops()
  if (why !== undefined) return { name: 'power loss', why }
  const draw = drawFrom(`power ${seed}`)
  const faults: string[] = []
  let acknowledged = 0
  let slowestMs = 0
  for (let taken = 0; taken < images;) {
    await using disk = await startDisk(join(work, `power-${taken}`), `${seed} ${taken}`)
    for (let i = 0; i < IMAGES_PER_DISK && taken < images; i++, taken++) {
      await wait(20 + draw.below(500))
      if (disk.life.child.exitCode !== null) {
        faults.push(`image ${taken}: ${(await disk.life.line()) ?? 'it ended without a word'}`)
        break
      }
      const image = await takeImage(disk)
      const checked = await checkImage(disk, image, seed)
      acknowledged += checked.acknowledged
      slowestMs = Math.max(slowestMs, checked.openMs)
      if (checked.fault !== undefined) faults.push(`image ${taken}: ${checked.fault}`)
    }
  }
  return {
    name: 'power loss',
    did: `${images} images, ${acknowledged} changes acknowledged in all of them together`,
    faults,
    notes: [`slowest start ${slowestMs} ms`],
  }
}

interface Disk extends AsyncDisposable {
  readonly dir: string
  readonly file: string
  readonly device: string
  readonly logs: string
  readonly life: Life
}

async function startDisk(dir: string, seed: string): Promise<Disk> {
  const file = join(dir, 'disk.img')
  const mounted = join(dir, 'disk')
  const logs = join(dir, 'logs')
  mkdirSync(mounted, { recursive: true })
  mkdirSync(logs)
  writeFileSync(file, '')
  truncateSync(file, DISK_BYTES)
  run('mkfs.ext4', '-q', '-F', file)
  await using stack = new AsyncDisposableStack()
  stack.defer(() => rmSync(dir, { recursive: true, force: true }))
  const device = run('losetup', '--find', '--show', file).trim()
  stack.defer(() => void run('losetup', '--detach', device))
  run('mount', device, mounted)
  stack.defer(() => void run('umount', mounted))
  const life = startLife(join(mounted, 'space'), logs, 0, 'work', seed)
  stack.defer(async () => {
    life.child.kill('SIGKILL')
    await life.ended
  })
  const checked = await untilChecked(life)
  if (checked.kind !== 'checked') throw new Error(`${checked.kind}: ${checked.what}`)
  const open = stack.move()
  return {
    dir,
    file,
    device,
    logs,
    life,
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}

/** Copies the disk's file and the logs while the process stands still. */
async function takeImage({ dir, file, device, logs, life }: Disk): Promise<string> {
  const pid = life.child.pid ?? 0
  const image = join(dir, 'image')
  for (;;) {
    life.child.kill('SIGSTOP')
    // A thread inside a flush stops when that is over.
    while (!isStopped(pid) || writesOf(device).pending > 0) await wait(1)
    const before = writesOf(device).done
    run('cp', '--sparse=always', file, `${image}.img`)
    rmSync(`${image}.logs`, { recursive: true, force: true })
    cpSync(logs, `${image}.logs`, { recursive: true })
    const { done, pending } = writesOf(device)
    life.child.kill('SIGCONT')
    // The kernel wrote by itself meanwhile: the copy is of no single moment, so another is taken.
    if (done === before && pending === 0) return image
    await wait(20)
  }
}

async function checkImage(
  { dir }: Disk,
  image: string,
  seed: string,
): Promise<{ acknowledged: number; openMs: number; fault: string | undefined }> {
  const mounted = join(dir, 'copy')
  mkdirSync(mounted, { recursive: true })
  run('mount', '-o', 'loop', `${image}.img`, mounted)
  try {
    const { acknowledged } = readPast(`${image}.logs`)
    const life = startLife(join(mounted, 'space'), `${image}.logs`, 1, 'check', seed)
    const checked = await untilChecked(life)
    await life.ended
    return checked.kind === 'checked'
      ? { acknowledged, openMs: checked.openMs, fault: undefined }
      : { acknowledged, openMs: 0, fault: `${checked.kind}: ${checked.what}` }
  } finally {
    run('umount', mounted)
  }
}
