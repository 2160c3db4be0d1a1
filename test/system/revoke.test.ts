import { expect, test } from 'vitest'
import { installAsking, revokeMs } from '../bench/rows/revoke.ts'
import { openHouse } from './platform.ts'

test('a revoke cuts the stream of changes, the body under way and its URL, over real connections', async () => {
  await using house = await openHouse()
  const bearer = await house.bearer()
  const owner = await house.connect(bearer)
  const { label, host } = await installAsking(house, owner)
  const app = await house.connect(bearer, label)
  // it throws when the body comes whole, or anything goes on
  await expect(revokeMs(house, { owner, app, host }, 'given')).resolves.toBeGreaterThan(0)
})
