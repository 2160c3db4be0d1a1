import { existsSync } from 'node:fs'
import { hostname, userInfo } from 'node:os'
import { join } from 'node:path'
import { SpaceError } from '@space/sdk'
import type { Context } from '../context.ts'
import { makeHome } from '../make-home.ts'
import { readPhrase } from '../phrase.ts'

export async function run(context: Context): Promise<number> {
  const { out, json, flag, text, mayAsk } = context
  const homes = await context.powers.homes()
  if (await homes.hasHome(context.home)) {
    throw new SpaceError('exists', 'There is a space here already', {
      why: `${context.home} holds one`,
      try: 'space status, or set SPACE_HOME to another folder',
      facts: { home: context.home },
    })
  }
  const recover = flag('recover')
  if (!recover && text('phrase-file') !== undefined) {
    throw new SpaceError('bad-usage', '--phrase-file goes with --recover', {
      try: 'space init --recover --phrase-file FILE',
    })
  }
  const hadBlocks = existsSync(join(context.home, 'blocks', 'segments'))
  const phrase = recover ? await readPhrase(context) : undefined
  const made = await makeHome(context, homes, text('name') ?? defaultName(), phrase)
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
    out.say('  space identity show --phrase')
    out.say('  space identity recovery-test')
  }
  if (mayAsk) out.say('try: space add -r FOLDER')
  return 0
}

function defaultName(): string {
  try {
    return userInfo().username
  } catch {
    // A user without an entry in the system, as in containers.
    return hostname()
  }
}
