import { SpaceError } from '@space/sdk'
import { findDaemon, lockHome } from '../../daemon.ts'
import type { Context } from '../context.ts'
import { changedPassphrase } from '../new-passphrase.ts'
import { noHome } from '../no-home.ts'

export async function run(context: Context): Promise<number> {
  const { out, home, powers, unlock, signal } = context
  const remove = context.flag('remove')
  const file = context.text('new-password-file')
  if (remove && file !== undefined) {
    throw new SpaceError('bad-usage', '--remove and --new-password-file exclude each other', {
      try: 'space help identity passphrase',
    })
  }
  if (file === '-' && context.text('password-file') === '-') {
    throw new SpaceError('bad-usage', 'Only one secret can come from stdin', {
      try: 'give the other one in a file',
    })
  }
  await using daemon = await findDaemon(home, powers.env)
  if (daemon !== undefined) {
    throw new SpaceError('in-use', 'The daemon has this space open', {
      why: `process ${daemon.pid} would write the keyring with the old passphrase`,
      try: 'change it in the window of Space, under Settings; or space stop, then the same command again',
    })
  }
  const homes = await powers.homes()
  if (!(await homes.hasHome(home))) throw noHome(home)
  using _lock = await lockHome(home, context.command, { signal })
  await context.unlocking(() =>
    homes.protectAnew({
      dir: home,
      unlock,
      next: async () => (remove ? { kind: 'file' } : changedPassphrase(context, file)),
    }),
  )
  if (context.json) await out.data({ keyring: remove ? 'file' : 'passphrase' }, () => [])
  out.say(
    remove
      ? 'The passphrase is gone: who can read the file "keyring" can read everything.'
      : 'From now on the new passphrase opens this space.',
  )
  out.say('Copies of the home that were made before still open as they did.')
  return 0
}
