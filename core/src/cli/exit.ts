import type { ErrorCode } from '@space/sdk'

/** 1 for whatever is not listed. Scripts rely on these numbers. */
const EXIT: Partial<Record<ErrorCode, number>> = {
  'bad-usage': 2,
  'not-found': 3,
  'not-initialized': 3,
  denied: 4,
  'wrong-key': 4,
  'wrong-phrase': 4,
  offline: 5,
  conflict: 6,
  exists: 6,
  'in-use': 6,
  aborted: 130,
}

export function exitCodeOf(code: ErrorCode): number {
  return EXIT[code] ?? 1
}
