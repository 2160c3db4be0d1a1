/** What this app is bringing in. */
import type { Transfer } from '@space/sdk'
import type { Running } from '@space/sdk/wire'
import type { Session } from './session.ts'
import type { TransferOfApp } from './transfers.ts'

export function transfersFacet({ app, powers, budget }: Session) {
  const own = (all: readonly TransferOfApp[]): Transfer[] =>
    all
      .filter((one) => one.app === app.label)
      .map(({ id, name, direction, state, doneBytes, totalBytes }) => ({
        id,
        name,
        direction,
        state,
        doneBytes,
        ...(totalBytes === undefined ? {} : { totalBytes }),
      }))
  return {
    async list(): Promise<Transfer[]> {
      budget.spend()
      return own(powers.transfers.list())
    },
    async *watch(_: unknown, { signal }: Running): AsyncGenerator<Transfer[]> {
      budget.spend()
      using _seat = budget.take('stream')
      for await (const all of powers.transfers.watch(signal)) yield own(all)
    },
  }
}
