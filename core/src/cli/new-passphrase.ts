import { SpaceError } from '@space/sdk'
import type { NewProtection } from '../space.ts'
import { askYes, openHush, readSecret } from './ask.ts'
import type { Context } from './context.ts'
import { plural } from './text.ts'

/** Fewer can be tried one after the other by somebody who has the disk. */
const SHORT_CHARS = 12

/** The new passphrase, asked once and once more until both are the same; empty means none. */
async function askNew({ powers, out, signal }: Context): Promise<string> {
  using hush = openHush(powers, signal)
  for (let isWanted = false; ; isWanted = true) {
    const passphrase = await hush.ask('New passphrase: ')
    if (passphrase === '') {
      // Who typed one before wants one: this Enter may be meant for the question before.
      if (!isWanted || (await askYes(powers, 'No passphrase at all?', signal))) return ''
      continue
    }
    if ((await hush.ask('Once more: ')) === passphrase) return passphrase
    out.warn('space: the two differ; both again, please')
  }
}

/**
 * How a keyring is to be protected: by the passphrase from `file`, by the one that is asked for, or,
 * when there is nobody to ask, by the permissions of its file alone.
 *
 * @throws {SpaceError} `bad-usage` when the file is empty, and what {@link readSecret} throws
 */
export async function chooseProtection(
  context: Context,
  file: string | undefined,
): Promise<NewProtection> {
  const { out, mayAsk } = context
  let passphrase = ''
  if (file !== undefined) {
    passphrase = await readSecret(context.powers, file)
    if (passphrase === '') throw new SpaceError('bad-usage', 'The passphrase is empty')
  } else if (mayAsk) {
    out.say('A passphrase locks the keys on this device. Empty means none.')
    passphrase = await askNew(context)
  }
  if (passphrase === '') {
    out.warn(
      'space: the keys lie in a file that only this user can read (0600), without a passphrase',
    )
    return { kind: 'file' }
  }
  warnOfShort(context, passphrase)
  return { kind: 'passphrase', passphrase }
}

/**
 * The passphrase that takes the place of another.
 *
 * @throws {SpaceError} `bad-usage` when it is empty, or when there is no file and nobody to ask
 */
export async function changedPassphrase(
  context: Context,
  file: string | undefined,
): Promise<NewProtection> {
  if (file === undefined && !context.mayAsk)
    throw new SpaceError('bad-usage', 'A new passphrase is needed, and there is nobody to ask', {
      try: 'give --new-password-file FILE, or --remove',
    })
  const passphrase =
    file === undefined ? await askNew(context) : await readSecret(context.powers, file)
  if (passphrase === '')
    throw new SpaceError('bad-usage', 'The new passphrase is empty, so nothing was changed', {
      try: 'space identity passphrase --remove takes the passphrase away',
    })
  warnOfShort(context, passphrase)
  return { kind: 'passphrase', passphrase }
}

function warnOfShort({ out, again }: Context, passphrase: string): void {
  const length = [...passphrase].length
  if (length >= SHORT_CHARS) return
  out.warn(
    `space: this passphrase is short (${plural(length, 'character')}): who gets your disk may guess it`,
  )
  out.warn(`  try: five random words; change it with: ${again('identity passphrase')}`)
}
