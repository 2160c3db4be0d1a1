/** What apps bring in: what is on its way for long, and what was; each one that failed. */
import { SpaceError } from '@space/sdk'
import type { TransferRow } from '@space/sdk/host'
import type { Running } from '@space/sdk/wire'
import { list, text } from '../params.ts'
import type { Powers } from '../powers.ts'
import { appRef } from './rows.ts'

export function ownerTransfers(powers: Powers) {
  const { transfers } = powers
  return {
    async *watch(_: unknown, { signal }: Running): AsyncGenerator<TransferRow[]> {
      for await (const all of transfers.watch(signal))
        yield all
          .filter(({ isLong, state }) => isLong || state === 'failed')
          .map((one) => ({ ...one, app: appRef(powers, one.app) }))
    },
    async cancel(params: unknown): Promise<null> {
      transfers.wish(text(list(params)[0], 64), 'cancel')
      return null
    },
    async retry(params: unknown): Promise<null> {
      text(list(params)[0], 64)
      throw new SpaceError('bad-input', 'Only the app can send this again', {
        why: 'Space does not have what it was sending',
      })
    },
  }
}
