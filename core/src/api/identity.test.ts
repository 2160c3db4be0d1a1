import { expect, test } from 'vitest'
import type { ConsentRequest, Grant } from '@space/sdk/host'
import { openHouse } from './api.samples.ts'

test('an app knows the person by a DID of its own until they choose to be known, and after a revoke again', async () => {
  const house = await openHouse()
  const notes = house.app('notes')
  expect(await notes.call('identity.did')).toEqual({ did: 'did:key:znotes', real: false })
  const asked = notes.call('identity.ask', { reason: 'to sign your letters' })
  let shown: ConsentRequest | undefined
  await house.answerNext((request) => {
    shown = request
    return { kind: 'allowed', lasting: 'session' }
  })
  expect(shown).toMatchObject({
    kind: 'identity',
    reason: 'to sign your letters',
    did: 'did:key:zPerson',
    appDid: 'did:key:znotes',
  })
  expect(await asked).toEqual({ did: 'did:key:zPerson' })
  expect(await notes.call('identity.did')).toEqual({ did: 'did:key:zPerson', real: true })
  const photos = await house.app('photos').call('identity.did')
  expect(photos).toEqual({ did: 'did:key:zphotos', real: false })
  const [grant] = await house.owner.call<Grant[]>('grants.list')
  await house.owner.call('grants.revoke', grant?.id)
  expect(await notes.call('identity.did')).toEqual({ did: 'did:key:znotes', real: false })
})

test('who does not want to be known is not', async () => {
  const house = await openHouse()
  const notes = house.app('notes')
  const asked = notes.call('identity.ask', { reason: 'x' })
  await Promise.all([
    expect(asked).rejects.toEqual(expect.objectContaining({ code: 'grant-denied' })),
    house.answerNext(() => ({ kind: 'refused' })),
  ])
  expect(await notes.call('identity.did')).toMatchObject({ real: false })
})
