import { userInfo } from 'node:os'
import { findDaemon } from '../../daemon.ts'
import type { Context } from '../context.ts'
import { makeHome } from '../make-home.ts'
import { statusLines } from '../status.ts'

export async function run(context: Context): Promise<number> {
  const { out, home } = context
  const created = await createIfMissing(context)
  const space = await context.open()
  const status = await space.status()
  await out.data({ created, ...status }, () => [
    created ? `Made a new space in ${home}` : `Opened the space in ${home}`,
    ...statusLines(status),
  ])
  const steps = [
    ...(status.files === 0 ? ['npx space add -r FOLDER        bring a folder in'] : []),
    'npx space ls                   see what is there',
    ...(status.phraseKept
      ? [
          'npx space identity show --phrase     see your 24 words, and write them on paper',
          'npx space identity recovery-test     prove that the paper is right',
        ]
      : []),
    'npx space help                 all commands',
  ]
  out.say(`\nWhat to try next:\n${steps.map((step) => `  ${step}`).join('\n')}`)
  return 0
}

async function createIfMissing(context: Context): Promise<boolean> {
  const { home, powers } = context
  await using daemon = await findDaemon(home, powers.env)
  if (daemon !== undefined) return false
  const homes = await powers.homes()
  if (await homes.hasHome(home)) return false
  await makeHome(context, homes, userInfo().username, undefined)
  return true
}
