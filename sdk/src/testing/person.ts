import type { GivenGrant } from '../space.ts'
import type { Mode } from '../values.ts'

/** What the person says to the next prompt. */
export type Answer =
  | 'refuse'
  | {
      /** What they pick; for "save as" the folder. Nothing for hosts and identities. */
      readonly paths?: readonly string[]
      /** For "save as": another name than the suggested one. */
      readonly name?: string
      /** Less than the app asked for. */
      readonly mode?: Mode
    }

/** The person at the machine: what happens without the app. Paths are `/`-separated, from the root. */
export interface Person {
  /** Makes the folders that are missing. */
  write(path: string, content: string | Uint8Array<ArrayBuffer>): Promise<void>
  /** With its parents; nothing when it is there. */
  makeFolder(path: string): Promise<void>
  /** The newest content as text. @throws {SpaceError} `not-found` */
  read(path: string): Promise<string>
  move(from: string, to: string): Promise<void>
  /** To the trash. */
  remove(path: string): Promise<void>
  /** Answers come to prompts in their order; a prompt without one is refused. */
  answer(answer: Answer): Promise<void>
  grants(): Promise<readonly GivenGrant[]>
  revoke(grant: string): Promise<void>
  /** Let the time of a grant be over. Absent where the clock cannot be moved. */
  expire?(grant: string): Promise<void>
}
