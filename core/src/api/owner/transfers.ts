/** What apps bring in: what is on its way for long, and what was; each one that failed or was cut off. */
import type { TransferRow } from '@space/sdk/host'
import type { Running } from '@space/sdk/wire'
import { list, text } from '../params.ts'
import type { Powers } from '../powers.ts'
import type { Wish } from '../transfers.ts'
import { appRef } from './rows.ts'

export function ownerTransfers(powers: Powers) {
  const { transfers } = powers
  const idOf = (params: unknown): string => text(list(params)[0], 64)
  const wish = async (params: unknown, wished: Wish): Promise<null> => {
    transfers.wish(idOf(params), wished)
    return null
  }
  return {
    async *watch(_: unknown, { signal }: Running): AsyncGenerator<TransferRow[]> {
      for await (const all of transfers.watch(signal))
        yield all
          .filter(({ isLong, state }) => isLong || state === 'failed' || state === 'stopped')
          .map((one) => ({ ...one, app: appRef(powers, one.app) }))
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
