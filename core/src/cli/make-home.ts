import { lockHome } from '../daemon.ts'
import type { CreateHome, Homes, NewProtection } from '../space.ts'
import type { Context } from './context.ts'
import { chooseProtection } from './new-passphrase.ts'

/** How the keys of a new home are protected, as the person wants. */
export async function protectionOf(context: Context): Promise<NewProtection> {
  const protection = await chooseProtection(context, context.text('password-file'))
  if (protection.kind === 'passphrase') context.know(protection.passphrase)
  return protection
}

/** Make a home under its lock. */
export async function makeHome(
  context: Context,
  homes: Homes,
  wanted: Omit<CreateHome, 'dir'>,
): Promise<{ did: string; phrase?: string }> {
  using _lock = await lockHome(context.home, context.command, { signal: context.signal })
  // NOTE: without `await` the lock would be gone before the home is made.
  return await homes.createHome({ dir: context.home, ...wanted })
}
