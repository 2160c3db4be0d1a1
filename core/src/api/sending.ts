/** What this app is bringing in. */
import { SpaceError, type Transfer } from '@space/sdk'
import type { Running } from '@space/sdk/wire'
import { list, text } from './params.ts'
import type { Session } from './session.ts'
import type { TransferOfApp, Wish } from './transfers.ts'

export function transfersFacet({ app, powers, budget }: Session) {
  const { transfers } = powers
  const own = (all: readonly TransferOfApp[]): Transfer[] =>
    all
      .filter((one) => one.app === app.label)
      .map(({ app: _app, startedAt: _at, isLong: _long, problem: _problem, ...shown }) => shown)
  const idOf = (params: unknown): string => {
    budget.spend()
    const id = text(list(params)[0], 64)
    if (transfers.list().some((one) => one.id === id && one.app === app.label)) return id
    throw new SpaceError('not-found', 'There is no such transfer')
  }
  const wish = async (params: unknown, wished: Wish): Promise<null> => {
    transfers.wish(idOf(params), wished)
    return null
  }
  return {
    async list(): Promise<Transfer[]> {
      budget.spend()
      return own(transfers.list())
    },
    async *watch(_: unknown, { signal }: Running): AsyncGenerator<Transfer[]> {
      budget.spend()
      using _seat = budget.take('stream')
      for await (const all of transfers.watch(signal)) yield own(all)
    },
    pause: (params: unknown) => wish(params, 'pause'),
    resume: (params: unknown) => wish(params, 'run'),
    cancel: (params: unknown) => wish(params, 'cancel'),
    async forget(params: unknown): Promise<null> {
      transfers.forget(idOf(params))
      return null
    },
  }
}
