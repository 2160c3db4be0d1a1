/** Bytes of so long are looked at, so that one slow second is not taken for the future. */
const WINDOW_MS = 5000

/** How fast something goes, from what was done at which moment. */
export interface Pace {
  /** Bytes done in all so far, at `now` in ms. */
  take(doneBytes: number, now: number): void
  /** Bytes a second; null before anything is known. */
  speed(): number | null
}

export function openPace(): Pace {
  let seen: { bytes: number; at: number }[] = []
  return {
    take(bytes, at) {
      // What went back, or paused for long, says nothing of what comes.
      const last = seen.at(-1)
      if (last !== undefined && (bytes < last.bytes || at - last.at > WINDOW_MS)) seen = []
      seen = [...seen.filter((one) => at - one.at <= WINDOW_MS), { bytes, at }]
    },
    speed() {
      const [first, last] = [seen.at(0), seen.at(-1)]
      if (first === undefined || last === undefined || last.at - first.at < 500) return null
      return ((last.bytes - first.bytes) / (last.at - first.at)) * 1000
    },
  }
}
