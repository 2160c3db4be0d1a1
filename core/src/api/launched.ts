/** What the person opened with this app. */
import type { Launch } from '@space/sdk'
import type { HandleRef } from '@space/sdk/calls'
import type { Running } from '@space/sdk/wire'
import type { Session } from './session.ts'

export function launchesFacet({ app, powers, budget, signal: closed }: Session) {
  return {
    async *watch(_: unknown, { signal }: Running): AsyncGenerator<Launch<HandleRef>> {
      budget.spend()
      using _seat = budget.take('stream')
      const ended = AbortSignal.any([signal, closed])
      yield* powers.launches.follow(app.label, ended)
    },
  }
}
