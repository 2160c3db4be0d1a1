import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openReserve } from './reserve.ts'

// On disks that are full it is tried by `npm run faults`, which can make such disks.
test('where a disk has room some is put aside for this user alone, and kept while there is room', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'space-reserve-'))
  const held = (): { size: number; mode: number } => statSync(join(dir, 'reserve'))
  try {
    const reserve = openReserve(dir)
    reserve.fill()
    expect(held().size).toBe(4 * 2 ** 20)
    expect(held().mode & 0o777).toBe(0o600)
    expect(await reserve.lend(async () => held().size)).toBe(4 * 2 ** 20)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
})
