/** How the person's files are, as far as this device can tell. */
export interface Health {
  readonly files: number
  /** Of the newest versions. */
  readonly bytes: number
  /** What all of it takes on the disk, older versions and the trash included. */
  readonly diskBytes: number
  readonly freeBytes: number
  /** The last time that every byte was read and compared; null when that was never done to the end. */
  readonly check: Checked | null
  /** The check that runs now. */
  readonly checking: Checking | null
  /** What is not as it should be: sentences for people. */
  readonly concerns: readonly Concern[]
}

export interface Checked {
  readonly at: number
  readonly files: number
  readonly bytes: number
  /** What cannot be read as it was saved; the first twenty. */
  readonly damaged: readonly { readonly path: string; readonly why: string }[]
  readonly damagedCount: number
}

export interface Checking {
  readonly doneBytes: number
  /** null while the files are still being counted. */
  readonly totalBytes: number | null
}

export interface Concern {
  readonly what: string
  readonly try: string | null
  readonly isSerious: boolean
}

export interface HealthFacet {
  watch(signal: AbortSignal): AsyncIterable<Health>
  /** Read everything and compare it, whether or not a window stays; one check at a time. */
  beginCheck(): Promise<void>
  stopCheck(): Promise<void>
}
