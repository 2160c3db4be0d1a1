import { SpaceError } from '@space/sdk'
import { lockHome } from '../daemon.ts'
import type { Homes, NewProtection } from '../space.ts'
import { askHidden, readSecret } from './ask.ts'
import type { Context } from './context.ts'

/** Make a home under its lock, protected as the person wants. */
export async function makeHome(
  context: Context,
  homes: Homes,
  name: string,
  phrase: string | undefined,
): Promise<{ did: string; phrase?: string }> {
  const protection = await chooseProtection(context)
  using _lock = await lockHome(context.home, context.command, { signal: context.signal })
  // NOTE: without `await` the lock would be gone before the home is made.
  return await homes.createHome({
    dir: context.home,
    name,
    protection,
    ...(phrase === undefined ? {} : { phrase }),
  })
}

async function chooseProtection(context: Context): Promise<NewProtection> {
  const { powers, out, signal, mayAsk } = context
  const file = context.text('password-file')
  if (file !== undefined) {
    const passphrase = await readSecret(powers, file)
    if (passphrase === '') throw new SpaceError('bad-usage', 'The passphrase is empty')
    return { kind: 'passphrase', passphrase }
  }
  if (mayAsk) {
    out.say('A passphrase locks the keys on this device. Empty means none.')
    const passphrase = await askHidden(powers, 'New passphrase: ', signal)
    if (passphrase !== '') {
      const again = await askHidden(powers, 'Once more: ', signal)
      if (again === passphrase) return { kind: 'passphrase', passphrase }
      throw new SpaceError('bad-input', 'The two passphrases differ', { try: context.command })
    }
  }
  out.warn(
    'space: the keys lie in a file that only this user can read (0600), without a passphrase',
  )
  return { kind: 'file' }
}
