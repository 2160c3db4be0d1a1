/** What this room is given from outside: the drive, what is kept, and the ways to the world. */
import type { EntryStat } from '@space/sdk/calls'
import type { Audit } from '../grants/audit.ts'
import type { Consent } from '../grants/consent.ts'
import type { Grants } from '../grants/grants.ts'
import type { Clock } from '../grants/ports.ts'
import type { DriveByEntry } from '../drive/by-entry.ts'
import type { Outside } from '../outside/outside.ts'
import type { Thumbs } from '../thumbs/thumbs.ts'
import type { AppFacts } from './app-facts.ts'
import type { Bringings } from './bringings.ts'
import type { Drafts } from './drafts.ts'
import type { Fetching } from './fetching.ts'
import type { Launches } from './launches.ts'
import type { Places } from './places.ts'
import type { Room } from './room.ts'
import type { TransferList } from './transfers.ts'
import type { Trials } from './trials.ts'
import type { CapabilityUrls, Downloads } from './urls.ts'

/** The DIDs of the person. */
export interface Dids {
  /** The one that others know. */
  readonly own: string
  /** Another one for each app, always the same for it. */
  ofApp(label: string): string
}

export interface Powers {
  readonly entries: DriveByEntry
  readonly grants: Grants
  readonly audit: Audit
  readonly consent: Consent
  readonly urls: CapabilityUrls<EntryStat>
  readonly clock: Clock
  readonly dids: Dids
  readonly fetching: Fetching
  readonly places: Places
  readonly transfers: TransferList
  readonly launches: Launches
  readonly downloads: Downloads
  readonly bringings: Bringings
  readonly drafts: Drafts
  readonly trials: Trials
  readonly room: Room
  /** Absent where nothing is opened in programs of the computer. */
  readonly outside?: Outside | undefined
  /** Absent where no small pictures can be made. */
  readonly thumbs?: Pick<Thumbs, 'get' | 'isPicture'> | undefined
  /** `full` when the browser was launched by Space with its own proxy. */
  isolation(): 'full' | 'partial'
  /** CPU time of this thread in ms. */
  cpuMs(): number
  /** Left on the disk that the drive lies on; absent where nobody knows. */
  freeBytes?(): number
  /** Undefined when it is not installed. */
  appOf(label: string): AppFacts | undefined
  /** What each app may keep in its own folder. */
  readonly privateBytes: number
  newId(): string
}
