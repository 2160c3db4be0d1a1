import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { SpaceError } from '@space/sdk'
import type { Homes, NewProtection } from '../../space.ts'
import type { Context } from '../context.ts'
import { openHush } from '../ask.ts'
import { makeHome, protectionOf } from '../make-home.ts'
import { personName } from '../names.ts'
import { readPhrase } from '../phrase.ts'

interface Asked {
  readonly homes: Homes
  readonly given: { phrase?: string; protection: NewProtection }
}

export async function run(context: Context): Promise<number> {
  const { out, json, flag, text, mayAsk, again } = context
  const recover = flag('recover')
  if (!recover && text('phrase-file') !== undefined) {
    throw new SpaceError('bad-usage', '--phrase-file goes with --recover', {
      try: 'space init --recover --phrase-file FILE',
    })
  }
  const hadBlocks = existsSync(join(context.home, 'blocks', 'segments'))
  const { homes, given } = await askAll(context, recover)
  const made = await makeHome(context, homes, { name: text('name') ?? personName(), ...given })
  const shownPhrase = flag('show-phrase') ? made.phrase : undefined
  if (json) {
    await out.data(
      { did: made.did, ...(shownPhrase === undefined ? {} : { phrase: shownPhrase }) },
      () => [],
    )
    return 0
  }
  await out.line(made.did)
  if (shownPhrase !== undefined) await out.line(shownPhrase)
  if (recover && hadBlocks) {
    out.say('Your identity is back, with the files that were here.')
  } else if (recover) {
    out.say('Your identity is back, with an empty drive.')
    out.say('Files come back with a backup, or with a copy of the old home folder.')
  } else {
    out.say('Your 24 words bring you back when this device is lost. Write them on paper:')
    out.say(`  ${again('identity show --phrase')}\n  ${again('identity recovery-test')}`)
  }
  if (mayAsk) out.say(`try: ${again('add -r FOLDER')}`)
  return 0
}

/** All questions. The terminal shows nothing of what is typed from before the first to the last. */
async function askAll(context: Context, recover: boolean): Promise<Asked> {
  const { home, powers, mayAsk, signal } = context
  using _hush = mayAsk ? openHush(powers, signal) : undefined
  const homes = await powers.homes()
  if (await homes.hasHome(home)) {
    throw new SpaceError('exists', 'There is a space here already', {
      why: `${home} holds one`,
      try: 'space status, or set SPACE_HOME to another folder',
      facts: { home },
    })
  }
  const phrase = recover ? await readPhrase(context, homes) : undefined
  const protection = await protectionOf(context)
  return { homes, given: { protection, ...(phrase === undefined ? {} : { phrase }) } }
}
