import { findDaemon, lockHome } from '../../daemon.ts'
import type { Context } from '../context.ts'

const CLOSING_MS = 30_000

export async function run(context: Context): Promise<number> {
  const { out, home, powers, signal } = context
  const daemon = await findDaemon(home, powers.env)
  if (daemon !== undefined) {
    await daemon.stop()
    // It frees the lock last: when that is free, all is closed.
    using _lock = await lockHome(home, context.command, { waitMs: CLOSING_MS, signal })
  }
  if (context.json) await out.data({ stopped: daemon !== undefined }, () => [])
  out.say(daemon === undefined ? 'The daemon was not running.' : 'Stopped.')
  return 0
}
