import { SpaceError } from '@space/sdk'
import type { Context } from '../context.ts'
import { escapeName } from '../text.ts'

export async function run(context: Context): Promise<number> {
  const { out } = context
  const wantsPhrase = context.flag('phrase')
  if (wantsPhrase && !out.terminal) {
    throw new SpaceError('denied', 'The phrase is shown on a terminal only', {
      why: 'what is piped or saved to a file stays where others may find it',
      try: 'run `space identity show --phrase` on a terminal',
    })
  }
  const space = await context.open()
  const shown = await space.identityShow()
  const phrase = wantsPhrase
    ? await context.unlocking(() => space.revealPhrase(context.unlock))
    : undefined
  await out.data(phrase === undefined ? shown : { ...shown, phrase }, () => [
    shown.did,
    `name     ${escapeName(shown.name)}`,
    ...shown.devices.map(
      ({ key, name, here }) => `device   ${escapeName(name)}  ${key}${here ? '  (this one)' : ''}`,
    ),
    ...(phrase === undefined ? [] : ['', ...numbered(phrase)]),
  ])
  if (phrase !== undefined) {
    out.say(`\nWrite them on paper, then try: ${context.again('identity recovery-test')}`)
  }
  return 0
}

function numbered(phrase: string): string[] {
  const words = phrase.split(' ')
  return Array.from({ length: Math.ceil(words.length / 4) }, (_, row) =>
    words
      .slice(row * 4, row * 4 + 4)
      .map((word, i) => `${String(row * 4 + i + 1).padStart(2)} ${word}`.padEnd(14))
      .join('')
      .trimEnd(),
  )
}
