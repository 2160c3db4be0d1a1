import type { AppRef } from './apps.ts'

/** One connection that is open now. */
export type OpenLink =
  /** A window of the person; `isOwn` when Space opened it, in a browser without a network. */
  | { readonly kind: 'window'; readonly isOwn: boolean; readonly since: number }
  /** An app that is open in a window. */
  | { readonly kind: 'app'; readonly app: AppRef; readonly since: number }
  /** Programs of this user on this device, such as commands of Space. */
  | { readonly kind: 'program'; readonly since: number }
  /** To somewhere else: all that leaves this device. */
  | {
      readonly kind: 'out'
      /** As it was asked for; the address when that is not known. */
      readonly host: string
      readonly port: number
      readonly sentBytes: number
      readonly receivedBytes: number
      readonly since: number
    }

export interface Privacy {
  readonly links: readonly OpenLink[]
  /** What the browser that Space opened wanted to reach and did not; most often first. */
  readonly stopped: readonly { readonly host: string; readonly count: number }[]
  /** Files that lie unlocked on this computer, since they are open in programs of it. */
  readonly outside: number
}

export interface PrivacyFacet {
  watch(signal: AbortSignal): AsyncIterable<Privacy>
}
