import { expect, test } from 'vitest'
import { openDrafts } from './drafts.ts'
import { createEditorStore } from './editor-store.ts'
import { openStand, type Stand } from './preview.samples.ts'

async function open(stand: Stand, name = 'a.txt') {
  const file = await stand.file(name)
  const { version } = await file.stat()
  const bytes = await (await file.getFile()).arrayBuffer()
  return createEditorStore({
    file,
    id: name,
    version,
    text: new TextDecoder().decode(bytes),
    hasMark: new Uint8Array(bytes)[0] === 0xef,
    drafts: openDrafts(await stand.host.connect()),
    now: () => 5,
  })
}

test('saving makes a new version, and the one before stays', async () => {
  const stand = await openStand({ 'a.txt': 'one\r\ntwo' })
  const editor = await open(stand)
  editor.getState().type('one\ntwo\nthree')
  expect(await editor.getState().save()).toBe(true)
  expect(await stand.host.person.read('Box/a.txt')).toBe('one\r\ntwo\r\nthree')
  expect(await (await stand.file('a.txt')).versions()).toHaveLength(2)
  expect(editor.getState()).toMatchObject({ isChanged: false, status: 'writing', savedAt: 5 })
  editor.getState().type('one')
  expect(await editor.getState().save()).toBe(true)
})

test('the mark of an encoding is kept', async () => {
  const stand = await openStand({ 'a.txt': '\uFEFFone' })
  const editor = await open(stand)
  editor.getState().type('two')
  await editor.getState().save()
  const file = await (await stand.file('a.txt')).getFile()
  expect([...new Uint8Array(await file.arrayBuffer()).subarray(0, 4)]).toEqual([
    0xef, 0xbb, 0xbf, 0x74,
  ])
})

test('what someone else wrote meanwhile is never covered without being asked', async () => {
  const stand = await openStand({ 'a.txt': 'one' })
  const editor = await open(stand)
  editor.getState().type('mine')
  await stand.host.person.write('Box/a.txt', 'theirs')
  expect(await editor.getState().save()).toBe(false)
  expect(editor.getState()).toMatchObject({ status: 'conflict', text: 'mine', isChanged: true })
  expect(await stand.host.person.read('Box/a.txt')).toBe('theirs')
  expect(await editor.getState().save({ over: true })).toBe(true)
  expect(await stand.host.person.read('Box/a.txt')).toBe('mine')
  expect(await (await stand.file('a.txt')).versions()).toHaveLength(3)
})

test('what was written between two saves of this window is not covered either', async () => {
  const stand = await openStand({ 'a.txt': 'one' })
  const editor = await open(stand)
  editor.getState().type('two')
  await editor.getState().save()
  await stand.host.person.write('Box/a.txt', 'theirs')
  editor.getState().type('three')
  expect(await editor.getState().save()).toBe(false)
  expect(await stand.host.person.read('Box/a.txt')).toBe('theirs')
})

test('words that were not saved are there when the window opens again', async () => {
  const stand = await openStand({ 'a.txt': 'one' })
  const before = await open(stand)
  before.getState().type('half a thou')
  await before.getState().keep()
  const after = await open(stand)
  await after.getState().begin()
  expect(after.getState()).toMatchObject({ text: 'half a thou', isChanged: true, draftOf: 5 })
  await after.getState().save()
  const third = await open(stand)
  await third.getState().begin()
  expect(third.getState()).toMatchObject({ text: 'half a thou', isChanged: false })
})

test('a draft over an older version asks before it covers the newer one', async () => {
  const stand = await openStand({ 'a.txt': 'one' })
  const before = await open(stand)
  before.getState().type('draft')
  await before.getState().keep()
  await stand.host.person.write('Box/a.txt', 'newer')
  const after = await open(stand)
  await after.getState().begin()
  expect(await after.getState().save()).toBe(false)
  expect(await stand.host.person.read('Box/a.txt')).toBe('newer')
})

test('what is forgotten is forgotten', async () => {
  const stand = await openStand({ 'a.txt': 'one' })
  const editor = await open(stand)
  editor.getState().type('bad idea')
  await editor.getState().keep()
  await editor.getState().drop()
  expect(editor.getState()).toMatchObject({ text: 'one', isChanged: false })
  const after = await open(stand)
  await after.getState().begin()
  expect(after.getState().text).toBe('one')
})

test('without a connection nothing is lost: it is said, and saved when there is one', async () => {
  const stand = await openStand({ 'a.txt': 'one' })
  const editor = await open(stand)
  editor.getState().type('two')
  stand.host.offline(true)
  expect(await editor.getState().save()).toBe(false)
  expect(editor.getState()).toMatchObject({ status: 'failed', text: 'two', isChanged: true })
  stand.host.offline(false)
  expect(await editor.getState().save()).toBe(true)
  expect(await stand.host.person.read('Box/a.txt')).toBe('two')
})

test('two windows keep drafts of two files in one place', async () => {
  const stand = await openStand({ 'a.txt': 'one', 'b.txt': 'two' })
  const [one, other] = [await open(stand, 'a.txt'), await open(stand, 'b.txt')]
  one.getState().type('draft of a')
  other.getState().type('draft of b')
  await Promise.all([one.getState().keep(), other.getState().keep()])
  const again = await open(stand, 'a.txt')
  await again.getState().begin()
  expect(again.getState().text).toBe('draft of a')
})
