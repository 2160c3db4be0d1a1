import { findDaemon, openDaemon } from '../../daemon.ts'
import type { Context } from '../context.ts'
import { makeHome } from '../make-home.ts'
import { deviceName } from '../names.ts'
import { noHome } from '../no-home.ts'
import { spawnDaemon } from '../spawn.ts'

export async function run(context: Context): Promise<number> {
  const { out, home, powers } = context
  const homes = await powers.homes()
  if (!(await homes.hasHome(home))) {
    if (!context.flag('welcome')) throw noHome(home)
    const protection = { kind: 'file' } as const
    await makeHome(context, homes, { name: deviceName(), protection, begin: 'welcome' })
  }
  if (context.flag('foreground')) return serve(context)
  const already = await findDaemon(home, powers.env)
  const { pid, address } = already ?? (await context.unlocking(() => spawnDaemon(context)))
  await already?.[Symbol.asyncDispose]()
  const at = address === undefined ? {} : { address }
  if (context.json) await out.data({ pid, started: already === undefined, ...at }, () => [])
  const where = address === undefined ? '' : `, at ${address}`
  out.say(
    already === undefined
      ? `Started, process ${pid}${where}. try: ${context.again('stop')}`
      : `The daemon already runs, process ${pid}${where}.`,
  )
  if (homes.hasWindow && address === undefined)
    out.say(`It has no window now. try: ${context.again('open')} to see why`)
  return 0
}

async function serve(context: Context): Promise<number> {
  const { out, home, powers, signal } = context
  const unlock = {
    async passphrase() {
      // Tells whoever spawned us to ask for it and to write it to our stdin.
      tellParent('locked')
      return (await context.unlock.passphrase?.()) ?? ''
    },
  }
  await using daemon = await openDaemon(await powers.homes(), home, unlock, powers.env)
  const interrupted = new Promise<void>((resolve) =>
    signal.addEventListener('abort', () => resolve()),
  )
  tellParent('ready')
  const at = daemon.platform === undefined ? '' : ` at ${daemon.platform.address}`
  out.say(`Serving ${home}${at}. Ctrl-C stops.`)
  await Promise.race([daemon.stopped, interrupted])
  return 0
}

/** For `spawnDaemon`; nothing when a person started us. */
function tellParent(message: 'locked' | 'ready'): void {
  // A parent that is gone misses nothing: the daemon serves all the same.
  process.send?.(message, undefined, undefined, () => undefined)
}
