import { msg } from '@space/ui'

/** Since when an undo reaches back; each shows what it would do before anything is done. */
export const SINCES = [
  { text: msg('In the last hour'), ms: 3_600_000 },
  { text: msg('In the last day'), ms: 86_400_000 },
  { text: msg('In the last week'), ms: 7 * 86_400_000 },
  { text: msg('Ever'), ms: Number.POSITIVE_INFINITY },
] as const

/** Where an undo begins when the person did not choose. */
export const FIRST_SINCE_MS = SINCES[1].ms
