import { isSpaceError } from '@space/sdk'
import type { Check } from '../../space.ts'
import type { Context } from '../context.ts'
import { escapeName } from '../text.ts'

const MARKS = { ok: '✓', warning: '!', failed: '✗' } as const

export async function run(context: Context): Promise<number> {
  const checks = await spaceChecks(context)
  await context.out.data(checks, () =>
    checks.flatMap(({ name, state, message, try: way }) => [
      `${MARKS[state]} ${escapeName(name)}: ${escapeName(message)}`,
      ...(way === undefined ? [] : [`    try: ${escapeName(context.out.hint(way))}`]),
    ]),
  )
  return checks.some(({ state }) => state === 'failed') ? 1 : 0
}

/** What the space finds, or why it cannot be opened. */
async function spaceChecks(context: Context): Promise<Check[]> {
  try {
    return await (await context.open()).doctor()
  } catch (error) {
    if (!isSpaceError(error)) throw error
    const why = error.why === undefined ? '' : `: ${error.why}`
    return [
      {
        name: 'space',
        state: 'failed',
        message: `${error.message}${why}`,
        ...(error.try === undefined ? {} : { try: error.try }),
      },
    ]
  }
}
