import type { Wait } from './lasting.ts'
import type { Line } from './line.ts'
import type { Lives } from './lives.ts'

/** What handles work with. */
export interface Tools {
  readonly line: Line
  readonly lives: Lives
  /** The browser's `fetch`, for capability URLs. */
  readonly request: (url: string, init: RequestInit) => Promise<Response>
  readonly wait: Wait
}
