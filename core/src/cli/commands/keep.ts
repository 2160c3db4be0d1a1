import { isSpaceError, SpaceError } from '@space/sdk'
import type { Keeping } from '../../drive/drive.ts'
import type { Context } from '../context.ts'
import { plural } from '../text.ts'
import { parseDays } from '../time.ts'

const FIRST_THINNING = { allDays: 7, dailyDays: 30, weeklyDays: null }
const THINNING = ['all-days', 'daily-days', 'weekly-days'] as const

export async function run(context: Context): Promise<number> {
  const isThinning = THINNING.some((name) => context.text(name) !== undefined)
  if (isThinning && context.flag('all')) {
    throw new SpaceError('bad-usage', '--all keeps every version, so it goes without days', {
      try: 'space help keep',
    })
  }
  const change = changeOf(context, isThinning)
  const { drive } = await context.open()
  const before = await drive.keeping()
  const keeping =
    change === undefined
      ? before
      : await drive.setKeeping(change(before)).catch((error: unknown) => {
          throw namingOptions(context, error)
        })
  await context.out.data(keeping, () => wordsOf(keeping))
  const isLess = keeping.versions === 'thinned' || keeping.trashDays < before.trashDays
  if (change !== undefined && isLess) {
    context.out.say(`What is no longer kept goes for good with the next: ${context.again('sweep')}`)
  }
  return 0
}

/** A drive knows no options, and what it refuses was typed. */
function namingOptions({ text }: Context, error: unknown): unknown {
  if (!isSpaceError(error, 'bad-input')) return error
  const given = [...THINNING, 'trash-days'].flatMap((name) => {
    const days = text(name)
    return days === undefined ? [] : [`--${name} ${days}`]
  })
  const { why = 'the days are out of order', try: way = 'space help keep' } = error
  return new SpaceError('bad-usage', `${given.join(' ')} cannot be kept`, { why, try: way })
}

/** Days that are not given stay as they are. Numbers are read before the space is opened. */
function changeOf(
  context: Context,
  isThinning: boolean,
): ((before: Keeping) => Keeping) | undefined {
  const days = (name: string): number | undefined => {
    const text = context.text(name)
    return text === undefined ? undefined : parseDays(text, `--${name}`)
  }
  const endless = context.text('weekly-days') === 'forever'
  const [allDays, dailyDays] = [days('all-days'), days('daily-days')]
  const weeklyDays = endless ? null : days('weekly-days')
  const trash = days('trash-days')
  if (!isThinning && !context.flag('all') && trash === undefined) return undefined
  return (before) => {
    const trashDays = trash ?? before.trashDays
    if (context.flag('all')) return { versions: 'all', trashDays }
    if (!isThinning) return { ...before, trashDays }
    const held = before.versions === 'thinned' ? before : FIRST_THINNING
    return {
      versions: 'thinned',
      allDays: allDays ?? held.allDays,
      dailyDays: dailyDays ?? held.dailyDays,
      weeklyDays: weeklyDays === undefined ? held.weeklyDays : weeklyDays,
      trashDays,
    }
  }
}

function wordsOf(keeping: Keeping): string[] {
  const trash = `What is in the trash goes for good after ${plural(keeping.trashDays, 'day')}.`
  if (keeping.versions === 'all') return ['Every version of a file is kept.', trash]
  const { allDays, dailyDays, weeklyDays } = keeping
  const steps = [`Every version of the last ${plural(allDays, 'day')} is kept`]
  if (dailyDays > allDays) steps.push(`up to ${plural(dailyDays, 'day')} the newest of each day`)
  if (weeklyDays === null) steps.push('after that the newest of each week')
  else if (weeklyDays > dailyDays)
    steps.push(`up to ${plural(weeklyDays, 'day')} the newest of each week`)
  return [`${steps.join(', ')}.`, 'What a file holds now always stays.', trash]
}
