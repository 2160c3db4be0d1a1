import { SpaceError } from '@space/sdk'
import { expect, test } from 'vitest'
import { createFakeHost } from '../fake/fake-host.ts'
import { GRANTS, ROOT } from '../fake/world.ts'
import { byApp, byResource, createGrantsStore, nameOf, phraseOf } from './grants-store.ts'

function open() {
  const fake = createFakeHost()
  const store = createGrantsStore(fake.host.grants)
  store.getState().take(GRANTS)
  return { ...fake, store, ids: () => store.getState().grants.map(({ id }) => id) }
}

test('what is revoked is gone at once, and at the daemon', async () => {
  const { store, ids, grants } = open()
  const revoking = store.getState().revoke(['g1', 'g2'])
  expect(ids()).toEqual(['g3', 'g4', 'g5'])
  await revoking
  expect(grants.now().map(({ id }) => id)).toEqual(['g3', 'g4', 'g5'])
})

test('what the daemon refuses to revoke is shown again, and told of', async () => {
  const { store, ids, failWith } = open()
  failWith(new SpaceError('offline', 'Space does not answer'))
  await expect(store.getState().revoke(['g1'])).rejects.toMatchObject({ code: 'offline' })
  expect(ids().toSorted()).toEqual(['g1', 'g2', 'g3', 'g4', 'g5'])
})

test('a revoke can be undone', async () => {
  const { store, ids, grants } = open()
  await store.getState().revoke(['g1'])
  await store.getState().reinstate(['g1'])
  expect(ids()).toContain('g1')
  expect(grants.now().map(({ id }) => id)).toContain('g1')
})

test('a grant can be made smaller', async () => {
  const { store } = open()
  await store.getState().narrow('g2', { mode: 'read', lasting: 'session' })
  expect(store.getState().grants.find(({ id }) => id === 'g2')).toMatchObject({
    mode: 'read',
    until: 'session',
  })
})

test('grants are grouped by app and by what was given', () => {
  const apps = byApp(GRANTS).map(({ grants }) => grants[0]?.app.name)
  expect(apps).toEqual(['Atlas', 'Ledger', 'Reader'])
  const things = byResource(GRANTS).map(({ grants }) => [
    grants[0] && nameOf(grants[0].resource),
    grants.length,
  ])
  expect(things).toEqual([
    ['Invoices 2026', 1],
    ['Photos', 1],
    ['Receipts 2026', 2],
    ['rates.ecb.europa.eu', 1],
  ])
})

test('everything is called so, and stands for itself among the folders', () => {
  const [grant] = GRANTS
  if (grant === undefined) throw new Error('there is no grant')
  const all = { ...grant, resource: { kind: 'entry', entry: ROOT } } as const
  expect(nameOf(all.resource)).toBe('Everything in your space')
  expect(phraseOf(all.resource)).toBe('everything in your space')
  expect(byResource([grant, all])).toHaveLength(2)
})
