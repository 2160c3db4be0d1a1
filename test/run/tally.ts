/** How many checks or tests ended which way. */
export interface Tally {
  passed: number
  failed: number
  skipped: number
}
