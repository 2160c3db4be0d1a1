import { expect, test } from 'vitest'
import { createTestHost } from '../testing/index.ts'

test('what the person opens with the app comes to it once, what waited first, as one file', async () => {
  const host = createTestHost({ files: { 'a.md': 'alpha', 'b.md': 'beta' } })
  const { launches } = await host.connect()
  host.launch('a.md', 'open')
  const coming = launches()
  const first = (await coming[Symbol.asyncIterator]().next()).value
  expect(await (await first?.file.getFile())?.text()).toBe('alpha')
  await expect(first?.file.createWritable()).rejects.toMatchObject({ code: 'grant-denied' })
  host.launch('b.md', 'edit')
  const second = (await coming[Symbol.asyncIterator]().next()).value
  expect([second?.file.name, second?.action]).toEqual(['b.md', 'edit'])
  const writable = await second?.file.createWritable()
  await writable?.write('gamma')
  await writable?.close()
  expect(await host.person.read('b.md')).toBe('gamma')
})

test('an app erases only what the person says yes to, and only from the trash', async () => {
  const host = createTestHost({
    files: { 'Box/a': '1', 'Box/b': '2', 'Box/c': '3' },
    grants: [{ path: 'Box', mode: 'change' }],
  })
  const { grants, ui } = await host.connect()
  const [grant] = await grants.list()
  const box = grant === undefined ? undefined : await grants.open(grant)
  if (box?.kind !== 'directory') throw new Error('there is no folder')
  await host.person.remove('Box/c')
  const [kept] = await box.trash()
  await box.restoreTrashed(kept?.id ?? '')
  await host.person.remove('Box/a')
  await host.person.remove('Box/b')
  const [a, b] = await box.trash()
  await expect(ui.erase(box, [a?.id ?? ''])).rejects.toMatchObject({ code: 'denied' })
  expect(await box.trash()).toHaveLength(2)
  await host.person.answer({})
  expect(await ui.erase(box, [a?.id ?? '', kept?.id ?? ''])).toEqual({ erased: 1 })
  expect(await box.trash()).toMatchObject([{ id: b?.id }])
  expect(await host.person.read('Box/c')).toBe('3')
  await host.person.answer({})
  expect(await ui.erase(box, 'all')).toEqual({ erased: 1 })
  await expect(ui.erase(box, 'all')).rejects.toMatchObject({ code: 'not-found' })
})

test('a file goes to a program of the computer when the person says yes, a folder never', async () => {
  const host = createTestHost({
    files: { 'Box/a.odt': '1' },
    grants: [{ path: 'Box', mode: 'change' }],
  })
  const { grants, ui } = await host.connect()
  const [grant] = await grants.list()
  const box = grant === undefined ? undefined : await grants.open(grant)
  if (box?.kind !== 'directory') throw new Error('there is no folder')
  const file = await box.getFileHandle('a.odt')
  await expect(ui.openOutside(file)).rejects.toMatchObject({ code: 'denied' })
  await host.person.answer({})
  await ui.openOutside(file)
  // @ts-expect-error a folder is no file
  await expect(ui.openOutside(box)).rejects.toMatchObject({ code: 'is-folder' })
  await host.person.revoke(grant?.id ?? '')
  await expect(ui.openOutside(file)).rejects.toMatchObject({ code: 'grant-revoked' })
})

test('only what was given can be opened elsewhere or saved outside', async () => {
  const host = createTestHost({
    files: { 'Box/a': '1' },
    grants: [{ path: 'Box', mode: 'read' }],
  })
  const { grants, ui } = await host.connect()
  const [grant] = await grants.list()
  const box = grant === undefined ? undefined : await grants.open(grant)
  if (box?.kind !== 'directory' || grant === undefined) throw new Error('there is no folder')
  const file = await box.getFileHandle('a')
  await ui.saveAs(box)
  await ui.openFile(file)
  expect(host.shown.map(({ method }) => method)).toEqual(['ui.saveAs', 'ui.openFile'])
  await host.person.revoke(grant.id)
  for (const work of [() => ui.saveAs(file), () => ui.openFile(file), () => ui.erase(box, 'all')])
    await expect(work()).rejects.toMatchObject({ code: 'grant-revoked' })
})
