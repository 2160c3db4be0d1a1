/** Opens all that apps and the person's shell can call, over one drive. */
import { hexOf } from '../crypto/text.ts'
import { randomBytes } from '../crypto/hash.ts'
import type { EntryStat } from '@space/sdk/calls'
import type { Facets } from '@space/sdk/wire'
import type { Apps } from '../apps/install.ts'
import { openAudit } from '../grants/audit.ts'
import { openBudget } from '../grants/budget.ts'
import type { Actions } from '../grants/capability.ts'
import { openConsent } from '../grants/consent.ts'
import { openGrants } from '../grants/grants.ts'
import { eitherOf, openGuard } from '../grants/guard.ts'
import type { Clock, Kept, KeptLog } from '../grants/ports.ts'
import type { DriveByEntry } from '../drive/by-entry.ts'
import type { Settings } from '../settings/settings.ts'
import { appFacets } from './app-facets.ts'
import { openBringings } from './bringings.ts'
import { openDrafts } from './drafts.ts'
import type { Fetching } from './fetching.ts'
import { openLaunches } from './launches.ts'
import { type HomeFacets, homeFacets, ownerFacets } from './owner/facets.ts'
import type { HealthPowers } from './owner/health.ts'
import type { HomePowers } from './owner/home.ts'
import type { PrivacyPowers } from './owner/privacy.ts'
import { openPlaces } from './places.ts'
import type { Dids, Powers } from './powers.ts'
import type { AppFacts } from './app-facts.ts'
import type { Session } from './session.ts'
import { PRIVATE_BYTES } from './quota.ts'
import { openRoom } from './room.ts'
import { openTransfers } from './transfers.ts'
import { openTrials } from './trials.ts'
import type { CapabilityUrls, Downloads } from './urls.ts'

const ACTIVITY_LINES = 100_000
const CHANGE_LINES = 200_000
const ADDED_LINES = 50_000

export interface ApiOptions {
  /** The person's files. */
  readonly entries: DriveByEntry
  readonly settings: Pick<Settings, 'get' | 'set'> & {
    log(name: string, options: { keep: number }): KeptLog
  }
  readonly clock: Clock
  readonly urls: CapabilityUrls<EntryStat>
  readonly downloads: Downloads
  readonly dids: Dids
  readonly fetching: Fetching
  /** CPU time of this thread in ms: what an app makes it work is measured with it. */
  cpuMs(): number
  /** Left on the disk that the drive lies on; absent where nobody knows. */
  freeBytes?(): number
  /** What each app may keep in its own folder; 1 GiB when not given. */
  readonly privateBytes?: number
  /** Absent where no small pictures can be made. */
  readonly thumbs?: Powers['thumbs']
  /** Absent where nothing is opened in programs of the computer; it is begun here, and closed by who gave it. */
  readonly outside?: Powers['outside']
  isolation(): 'full' | 'partial'
  appOf(label: string): AppFacts | undefined
}

/** What an app may call while it is open. */
export interface OpenedSession {
  readonly facets: Facets
  /** Fires when the app is closed. */
  readonly alive: AbortSignal
}

export interface Api extends Disposable {
  /** Begins a session, or goes on with the one that runs; undefined when it is not installed. */
  openApp(label: string): OpenedSession | undefined
  /** The session that runs; undefined when the app is not open. */
  session(label: string): OpenedSession | undefined
  /** Ends what it was given for the session, and all that runs. */
  closeApp(label: string): void
  /** As `closeApp`, and all that it was ever given is over. */
  forgetApp(label: string): void
  /** What of the owner's interface is about apps and files. @param alive the window that has it */
  ownerFacets(apps: Apps, alive: AbortSignal): Facets
  /** What of it is about the home itself; disposing ends what still runs for the person. */
  homeFacets(home: HomePowers & HealthPowers, live: PrivacyPowers): HomeFacets
}

export function openApi(options: ApiOptions): Api {
  const { settings, clock, entries } = options
  const newId = (): string => hexOf(randomBytes(16))
  const kept = (name: string): Kept => ({
    get: () => settings.get(name),
    set: (value) => settings.set(name, value),
  })
  const grants = openGrants({
    kept: kept('grants'),
    added: settings.log('added', { keep: ADDED_LINES }),
    clock,
    newId,
  })
  const audit = openAudit({
    logs: {
      looks: settings.log('activity', { keep: ACTIVITY_LINES }),
      changes: settings.log('activity/changes', { keep: CHANGE_LINES }),
      given: settings.log('activity/given', { keep: ACTIVITY_LINES }),
    },
    open: kept('activity'),
    clock,
    newId,
  })
  const transfers = openTransfers(clock, newId)
  const powers: Powers = {
    privateBytes: PRIVATE_BYTES,
    ...options,
    grants,
    audit,
    newId,
    consent: openConsent({ kept: kept('consent'), now: () => clock.now(), newId }),
    room: openRoom({ kept: kept('room'), clock }),
    places: openPlaces(kept('places')),
    launches: openLaunches(),
    transfers,
    bringings: openBringings({ kept: kept('bringings'), clock, transfers, newId }),
    drafts: openDrafts(entries),
    trials: openTrials({ entries, kept: kept('trials'), now: () => clock.now(), newId }),
  }
  options.outside?.begin((app, target, name) =>
    audit.note({ app, action: 'write', target, name, changed: true }),
  )
  const sessions = new Map<string, OpenedSession & { end(): void }>()

  const closeApp = (label: string): void => {
    sessions.get(label)?.end()
    sessions.delete(label)
    powers.launches.forget(label)
    grants.endSession(label)
  }

  const api: Api = {
    openApp(label) {
      const running = sessions.get(label)
      if (running !== undefined) return running
      const app = options.appOf(label)
      if (app === undefined) return undefined
      const stop = new AbortController()
      const opened = {
        facets: appFacets(sessionOf(powers, app, stop.signal)),
        alive: stop.signal,
        end: () => stop.abort(),
      }
      sessions.set(label, opened)
      return opened
    },
    session: (label) => sessions.get(label),
    closeApp,
    forgetApp(label) {
      closeApp(label)
      grants.forgetApp(label)
    },
    ownerFacets: (apps, alive) =>
      ownerFacets(powers, {
        settings: kept('shell'),
        usual: kept('openings'),
        apps,
        sessions: api,
        alive,
      }),
    homeFacets: (home, live) => homeFacets(powers, { home, live, kept }),
    [Symbol.dispose]() {
      for (const label of sessions.keys()) closeApp(label)
      audit[Symbol.dispose]()
      powers.room[Symbol.dispose]()
      powers.bringings[Symbol.dispose]()
      grants[Symbol.dispose]()
    },
  }
  return api
}

function sessionOf(powers: Powers, app: AppFacts, signal: AbortSignal): Session {
  const { grants, audit, entries } = powers
  // NOTE: not by the wall clock: a machine that is busy with others would be charged to the app
  const budget = openBudget(
    () => powers.clock.now(),
    () => powers.cpuMs(),
  )
  const guard = openGuard({ app: app.label, grants, tree: entries, audit, budget })
  // one signal for all URLs of a grant, and none of them left behind when it is over
  const alive = new Map<string, AbortSignal>()
  return {
    app,
    powers,
    entries,
    budget,
    guard,
    views: entries.views(),
    signal,
    alive(grant: string, need: Actions) {
      const key = `${grant} ${need}`
      const known = alive.get(key)
      if (known !== undefined && !known.aborted) return known
      const made = eitherOf(grants.signal(grant, need), signal).signal
      alive.set(key, made)
      made.addEventListener('abort', () => alive.delete(key), { once: true })
      return made
    },
  }
}
