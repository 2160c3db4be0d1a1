import { findDaemon } from '../../daemon.ts'
import type { Homes, NewProtection } from '../../space.ts'
import { openHush } from '../ask.ts'
import type { Context } from '../context.ts'
import { makeHome, protectionOf } from '../make-home.ts'
import { personName } from '../names.ts'
import { statusLines } from '../status.ts'

export async function run(context: Context): Promise<number> {
  const { out, home, again } = context
  const created = await createIfMissing(context)
  const space = await context.open()
  const status = await space.status()
  await out.data({ created, ...status }, () => [
    created ? `Made a new space in ${home}` : `Opened the space in ${home}`,
    ...statusLines(status),
  ])
  const steps = [
    ...(status.files === 0 ? [['add -r FOLDER', 'bring a folder in']] : []),
    ['ls', 'see what is there'],
    ...(status.phraseKept
      ? [
          ['identity show --phrase', 'see your 24 words, and write them on paper'],
          ['identity recovery-test', 'prove that the paper is right'],
        ]
      : []),
    ['help', 'all commands'],
  ]
  const lines = steps.map(([line = '', why = '']) => `  ${again(line.padEnd(24))}  ${why}`)
  out.say(`\nWhat to try next:\n${lines.join('\n')}`)
  return 0
}

async function createIfMissing(context: Context): Promise<boolean> {
  const asked = await askIfMissing(context)
  if (asked === undefined) return false
  const { homes, protection } = asked
  await makeHome(context, homes, { name: personName(), protection })
  return true
}

async function askIfMissing(
  context: Context,
): Promise<{ homes: Homes; protection: NewProtection } | undefined> {
  const { home, powers, mayAsk, signal } = context
  // Before anything is loaded: what is typed meanwhile may be the passphrase already.
  using _hush = mayAsk ? openHush(powers, signal) : undefined
  await using daemon = await findDaemon(home, powers.env)
  if (daemon !== undefined) return undefined
  const homes = await powers.homes()
  if (await homes.hasHome(home)) return undefined
  return { homes, protection: await protectionOf(context) }
}
