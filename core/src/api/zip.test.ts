import { chmodSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { UrlTicket } from '@space/sdk/calls'
import type { ActivityLine } from '@space/sdk/host'
import { newFolder, save } from '../drive/drive.samples.ts'
import { openHouse, type Handle, type House } from './api.samples.ts'
import { unzipped, type Unzipped } from './zip.samples.ts'

const never = new AbortController().signal

function code(name: string) {
  return expect.objectContaining({ code: name })
}

async function zipped(house: House, folder: Handle): Promise<Unzipped[]> {
  const { url } = await house.app('notes').call<UrlTicket>('files.zip', folder)
  const { size } = await closed(house, url)
  const bytes = Buffer.concat(await Array.fromAsync(house.urls.stream('notes', url)))
  expect(bytes.length).toBe(size)
  return unzipped(bytes)
}

/** As for HEAD. */
async function closed(house: House, url: string) {
  const content = await house.urls.open('notes', url)
  content.close?.()
  return content
}

function textsOf(all: readonly Unzipped[]): Record<string, string> {
  return Object.fromEntries(all.map(({ path, bytes }) => [path, bytes.toString()]))
}

/** Two files that are too long for one piece of the archive, and something beside their folder. */
async function long() {
  const house = await openHouse()
  await save(house.drive, '/box/a', Buffer.alloc(200_000, 'a'))
  await save(house.drive, '/box/b', Buffer.alloc(200_000, 'b'))
  await house.drive.makeFolder('/out')
  const folder = await house.give('notes', '/box', { mode: 'read' })
  const { url } = await house.app('notes').call<UrlTicket>('files.zip', folder)
  const content = await house.urls.open('notes', url)
  const reading = content.read({ start: 0, end: content.size, signal: never })
  const pieces = reading[Symbol.asyncIterator]()
  const rest = async (): Promise<Buffer> => {
    const parts: Uint8Array[] = []
    for (let next = await pieces.next(); next.done !== true; next = await pieces.next())
      parts.push(next.value)
    return Buffer.concat(parts)
  }
  await pieces.next()
  return { house, folder, url, content, rest }
}

test('a folder comes as one ZIP: all that is below it, empty folders, times and permissions', async () => {
  const house = await openHouse()
  const disk = newFolder()
  const tree = join(disk, 'tree')
  mkdirSync(join(tree, 'in/empty'), { recursive: true })
  writeFileSync(join(tree, 'in/run.sh'), 'echo')
  writeFileSync(join(tree, 'Zoë \\ 1:2.txt'), 'odd')
  writeFileSync(join(tree, 'nothing'), '')
  symlinkSync('/etc/passwd', join(tree, 'link'))
  chmodSync(join(tree, 'in/run.sh'), 0o4755)
  utimesSync(join(tree, 'in/run.sh'), 1_000_000_007, 1_000_000_007)
  await house.drive.import([tree], '/', { recursive: true })
  await save(house.drive, '/beside', 'not in it')
  const all = await zipped(house, await house.give('notes', '/tree', { mode: 'read' }))
  expect(textsOf(all)).toEqual({
    'in/': '',
    'in/empty/': '',
    'in/run.sh': 'echo',
    nothing: '',
    'Zoë _ 1_2.txt': 'odd',
  })
  const script = all.find(({ path }) => path === 'in/run.sh')
  expect(script).toMatchObject({ mode: 0o100755, time: 1_000_000_007 })
  expect(all.find(({ path }) => path === 'in/')?.mode).toBe(0o040755)
})

test('whatever the tree, what is unpacked is the same tree', async () => {
  await using house = await openHouse()
  const name = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }).filter(isPlain)
  const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'))
  const content = fc.string({ maxLength: 200 })
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.dictionary(path, content, { noNullPrototype: true }), async (files) => {
      const top = `/${++run}`
      await house.drive.makeFolder(top)
      const saved: Record<string, string> = {}
      for (const [below, text] of Object.entries(files)) {
        // a file stands in the way of a folder that was drawn
        const isSaved = await save(house.drive, `${top}/${below}`, text).then(Boolean, () => false)
        if (isSaved) saved[below] = text
      }
      const all = await zipped(house, await house.give('notes', top))
      const isFile = ({ path }: Unzipped): boolean => !path.endsWith('/')
      expect(textsOf(all.filter(isFile))).toEqual(saved)
    }),
    { numRuns: 25 },
  )
})

test('the person sees one reading of the folder, not of each file', async () => {
  const { house, rest } = await long()
  await rest()
  const lines = await house.owner.call<ActivityLine[]>('activity.list', { app: 'notes' })
  expect(lines.filter(({ action }) => action === 'read')).toMatchObject([
    { name: 'box', count: 1, entry: { path: '/box' } },
  ])
})

test('what was in a file when the ZIP was begun is in it, whatever is saved meanwhile', async () => {
  const { house, content, rest } = await long()
  await save(house.drive, '/box/b', 'newer')
  await save(house.drive, '/box/c', 'later')
  await house.drive.move(['/box/b'], '/box/renamed')
  const bytes = await rest()
  expect(bytes.length).toBeLessThan(content.size)
  expect(bytes.includes(Buffer.alloc(200_000, 'b'))).toBe(true)
  expect(bytes.includes('newer')).toBe(false)
})

test.each<[string, string, (house: House, grant: string) => Promise<unknown>]>([
  ['taken out of the folder', 'not-found', ({ drive }) => drive.move(['/box/b'], '/out')],
  ['put into the trash', 'not-found', ({ drive }) => drive.remove(['/box/b'])],
  [
    'taken back from the app',
    'grant-revoked',
    ({ owner }, grant) => owner.call('grants.revoke', grant),
  ],
])('a file that was %s is not read any more, and the ZIP breaks off', async (_, why, act) => {
  const { house, folder, rest } = await long()
  await act(house, folder.grant)
  await expect(rest()).rejects.toEqual(code(why))
})

test('a URL of a ZIP is asked again each time', async () => {
  const { house, url } = await long()
  await house.drive.remove(['/box'])
  await expect(house.urls.open('notes', url)).rejects.toEqual(code('not-found'))
})

test('a file is no folder, and whoever may only add gets no ZIP of what is there', async () => {
  const { house } = await long()
  const file = await house.give('notes', '/box/a')
  await expect(house.app('notes').call('files.zip', file)).rejects.toEqual(code('not-folder'))
  const adding = await house.give('photos', '/box', { mode: 'add' })
  const asked = house.app('photos').call('files.zip', adding)
  await expect(asked).rejects.toEqual(code('grant-denied'))
})

test('an app makes two at once, and the next when one of them is closed', async () => {
  const { house, url, content } = await long()
  const second = await house.urls.open('notes', url)
  await expect(house.urls.open('notes', url)).rejects.toEqual(code('busy'))
  content.close?.()
  const third = await house.urls.open('notes', url)
  third.close?.()
  second.close?.()
})

test('a ZIP whose grant ends while it is begun takes no place from the next', async () => {
  const house = await openHouse()
  const disk = newFolder()
  mkdirSync(join(disk, 'many'))
  for (let n = 0; n < 300; n++) writeFileSync(join(disk, 'many', String(n)), '')
  await house.drive.import([join(disk, 'many')], '/', { recursive: true })
  const begin = async () => {
    const folder = await house.give('notes', '/many', { mode: 'read' })
    const { url } = await house.app('notes').call<UrlTicket>('files.zip', folder)
    return { folder, opening: house.urls.open('notes', url) }
  }
  for (let n = 0; n < 2; n++) {
    const { folder, opening } = await begin()
    await house.owner.call('grants.revoke', folder.grant)
    await expect(opening).rejects.toEqual(code('grant-revoked'))
  }
  // what was given up comes to its end in the background
  await new Promise((resolve) => setImmediate(resolve))
  for (const { opening } of [await begin(), await begin()]) (await opening).close?.()
})

test('apps can tell that a folder comes as a ZIP', async () => {
  await using house = await openHouse()
  const info = await house.app('notes').call('app.info')
  expect(info).toMatchObject({ features: expect.arrayContaining(['zip']) })
})

/** Stays as it is in a ZIP, and is a name in a drive. */
function isPlain(name: string): boolean {
  return !/[/\\:\p{Cc}]|^[. ]+$|^(?:con|prn|aux|nul|com\d|lpt\d)\b/iu.test(name)
}
