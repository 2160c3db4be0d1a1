/** Who is connected with this daemon, and what leaves this device. */
import type { OpenLink, Privacy } from '@space/sdk/host'
import type { Running } from '@space/sdk/wire'
import type { Powers } from '../powers.ts'
import { appRef } from './rows.ts'

/** One connection as the daemon's own sockets tell of it; an app is named by its label. */
export type LiveLink =
  | Exclude<OpenLink, { kind: 'app' }>
  | { readonly kind: 'app'; readonly app: string; readonly since: number }

export interface PrivacyPowers {
  links(): readonly LiveLink[]
  stopped(): Privacy['stopped']
}

/** How often it is looked anew while somebody watches. */
const LOOK_MS = 1000

export function ownerPrivacy(powers: Powers, live: PrivacyPowers) {
  const now = (): Privacy => ({
    links: live
      .links()
      .map((link) => (link.kind === 'app' ? { ...link, app: appRef(powers, link.app) } : link)),
    stopped: live.stopped(),
    outside: powers.outside?.list().length ?? 0,
  })
  return {
    async *watch(_: unknown, { signal }: Running): AsyncGenerator<Privacy> {
      let told = ''
      while (!signal.aborted) {
        const privacy = now()
        const said = JSON.stringify(privacy)
        if (said !== told) yield privacy
        told = said
        await pause(signal)
      }
    },
  }

  async function pause(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = powers.clock.after(LOOK_MS, done)
      signal.addEventListener('abort', done, { once: true })
      function done(): void {
        timer[Symbol.dispose]()
        signal.removeEventListener('abort', done)
        resolve()
      }
    })
  }
}
