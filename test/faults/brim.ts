import { spawnSync } from 'node:child_process'
import { mkdirSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { mountMemory, whyNoMounts } from './mounts.ts'
import type { Outcome, Untried } from './outcome.ts'

const MIB = 2 ** 20
const DISK_BYTES = 96 * MIB
const COMMAND = join(import.meta.dirname, '../../core/src/cli/run.ts')

/**
 * Commands on a disk without one free byte: each that reads or removes must work, alone and through a
 * daemon, as often as it is asked; adding must say which disk is full, and take none of the reserve.
 */
export async function useFullDisk(work: string): Promise<Outcome | Untried> {
  const name = 'commands on a full disk'
  const why = whyNoMounts()
  if (why !== undefined) return { name, why }
  const sources = join(work, 'brim-sources')
  mkdirSync(sources)
  const disk = join(work, 'brim')
  using _disk = mountMemory(disk, DISK_BYTES)
  const faults: string[] = []
  let did = 0
  const run = (line: readonly string[], wanted: number, holds = ''): void => {
    did += 1
    const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...line], {
      cwd: sources,
      encoding: 'utf8',
      env: { ...process.env, SPACE_HOME: join(disk, 'home'), XDG_RUNTIME_DIR: sources },
    })
    const said = stdout + stderr
    if (status !== wanted || !said.includes(holds))
      faults.push(`${line.join(' ')}: exit ${status}: ${said}`)
  }

  writeFileSync(join(sources, 'small'), 'small and whole')
  writeFileSync(join(sources, 'large'), Buffer.alloc(3 * MIB, 'large'))
  run(['init', '--no-input'], 0)
  run(['add', 'small', 'large'], 0)
  writeFileSync(join(disk, 'ballast'), Buffer.alloc(freeBytes(disk)))
  // Twice, since what is lent must have been taken back.
  for (let i = 0; i < 2; i++) {
    run(['ls'], 0, 'large')
    run(['cat', '/small'], 0, 'small and whole')
    run(['get', '/small', '--to', `out-${i}`], 0)
    run(['doctor'], 0)
    run(['add', 'small', '--to', '/more'], 1, `no room is left on the disk of ${disk}`)
    if (freeBytes(disk) > 0) faults.push(`${freeBytes(disk)} bytes were not taken back`)
  }
  run(['start'], 0)
  try {
    run(['ls'], 0, 'large')
    run(['rm', '/small'], 0)
    run(['trash', 'restore', '/small'], 0)
    run(['add', 'small', '--to', '/more'], 1, `no room is left on the disk of ${disk}`)
  } finally {
    run(['stop'], 0)
  }
  run(['rm', '--forever', '--yes', '/large'], 0)
  run(['sweep'], 0)
  run(['cat', '/small'], 0, 'small and whole')
  run(['verify'], 0)
  return { name, did: `${did} commands`, faults, notes: [] }
}

function freeBytes(disk: string): number {
  const { bavail, bsize } = statfsSync(disk)
  return bavail * bsize
}
