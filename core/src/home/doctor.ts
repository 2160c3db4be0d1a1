/** Looks a home over and says what is not as it should be, in words for people. */
import { statSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { formatMoment } from '@space/sdk/moment'
import { quoteForShell } from '@space/sdk/quote'
import type { SegmentStore } from '../blocks/segments.ts'
import type { DriveParts } from '../drive/parts.ts'
import { knownDamage, unreadable } from '../drive/verify.ts'
import { draftsOf } from '../identity/write-durably.ts'
import { engine } from '../crypto/engine.ts'
import type { Check, KeyringKind } from '../space.ts'

const LOW_BYTES = 2 ** 30

export async function checkHome(home: {
  dir: string
  blocks: SegmentStore
  drives: readonly DriveParts[]
  kind: KeyringKind
  phraseKept: boolean
  waiting: number
}): Promise<Check[]> {
  const { dir, blocks, drives, kind, phraseKept, waiting } = home
  const checks: Check[] = []
  const add = (name: string, isGood: boolean, good: string, bad: string, way?: string): void => {
    if (isGood) checks.push({ name, state: 'ok', message: good })
    else
      checks.push({
        name,
        state: 'warning',
        message: bad,
        ...(way === undefined ? {} : { try: way }),
      })
  }
  const { node } = process.versions
  checks.push({
    name: 'program',
    state: 'ok',
    message: `Node ${node}, sealing with ${engine.name}`,
  })
  const mode = statSync(dir).mode & 0o077
  add(
    'home',
    mode === 0,
    `${dir} is yours alone`,
    `${dir} is open to other users`,
    `chmod 700 ${quoteForShell(dir)}`,
  )
  const keyMode = statSync(join(dir, 'keyring')).mode & 0o077
  add(
    'keyring',
    keyMode === 0 && kind !== 'file',
    'protected by a passphrase',
    kind === 'file'
      ? 'not protected by a passphrase: whoever reads the file "keyring" can read everything'
      : 'other users may read the file "keyring"',
    keyMode === 0
      ? 'set one with: space identity passphrase'
      : `chmod 600 ${quoteForShell(join(dir, 'keyring'))}`,
  )
  // openings remove them, but where the disk refuses it
  const drafts = draftsOf(join(dir, 'keyring'))
  if (drafts.length > 0)
    add(
      'keyring drafts',
      false,
      '',
      'what a crash left beside the keyring may open your files without its passphrase',
      `rm ${drafts.map(quoteForShell).join(' ')}`,
    )
  add(
    'recovery kit',
    !phraseKept,
    'confirmed: only your paper has the 24 words',
    'not confirmed yet: the 24 words still lie, sealed, on this device',
    'write them down (space identity show --phrase), then space identity recovery-test',
  )
  const { bavail, bsize } = statfsSync(dir)
  const free = bavail * bsize
  add(
    'room',
    free > LOW_BYTES,
    `${(free / 1e9).toFixed(1)} GB are free`,
    `only ${(free / 1e6).toFixed(0)} MB are free`,
    'empty the trash and run space sweep',
  )
  const known = await Promise.all(drives.map(knownDamage))
  const files = known.reduce((sum, one) => sum + one.files, 0)
  const changes = known.reduce((sum, one) => sum + one.changes, 0)
  add(
    'blocks',
    files === 0,
    'no file is known to be damaged',
    `${files === 1 ? 'one file is' : `${files} files are`} damaged or not whole`,
    'see which: space verify; add them again, or bring the home back from a copy',
  )
  const lost = unreadable(blocks, drives).length
  add(
    'segments',
    lost === 0,
    'all can be read',
    `${lost === 1 ? 'a place' : `${lost} places`} cannot be read, and changes may have been there; nothing is swept`,
    'bring the home back from a copy; or add what is missing and give up the rest: space sweep --forget-damage',
  )
  add(
    'changes',
    changes === 0,
    'no change of the log is known to be damaged',
    `${changes === 1 ? 'one change' : `${changes} changes`} of the log cannot be read; nothing is swept`,
    'bring the home back from a copy',
  )
  add('log', waiting === 0, 'complete', `${waiting} changes wait for others that have not come`)
  add(
    'clock',
    Date.now() > Date.UTC(2026, 0, 1),
    formatMoment(Date.now(), 'second'),
    `it says ${formatMoment(Date.now(), 'second')}, which is before Space was made`,
    'set the clock; files keep their times as they are',
  )
  checks.push({
    name: 'backup',
    state: 'warning',
    message: 'there is none yet: this device is the only place of your files',
    try: `copy ${dir} to another disk while no space command runs`,
  })
  return checks
}
