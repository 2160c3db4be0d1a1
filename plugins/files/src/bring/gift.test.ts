import type { BringItem } from '@space/sdk'
import { expect, test } from 'vitest'
import { entryOf, transferOf, type Tree } from './bring.samples.ts'
import { type Gift, giftOfFiles, giftOfTransfer } from './gift.ts'
import { giftOfPaste } from './paste.ts'
import { DEEPEST } from './walk.ts'

const drop = (tree: Tree): Gift => {
  const gift = giftOfTransfer(
    transferOf(Object.entries(tree).map(([name, what]) => entryOf(name, what))),
  )
  if (gift === null) throw new Error('nothing was given')
  return gift
}
const taken = async ({ items }: Gift): Promise<BringItem[]> => {
  const all: BringItem[] = []
  for await (const item of items) all.push(item)
  return all
}
const pathsOf = (items: readonly BringItem[]): string[] => items.map(({ path }) => path.join('/'))

test('a dropped folder comes with all below it, and empty folders come too', async () => {
  const gift = drop({ Lisbon: { 'a.txt': 'a', Photos: { 'b.jpg': 'b' }, Empty: {} }, 'c.txt': 'c' })
  const items = await taken(gift)
  expect(pathsOf(items).toSorted()).toEqual([
    'Lisbon/Empty',
    'Lisbon/Photos/b.jpg',
    'Lisbon/a.txt',
    'c.txt',
  ])
  expect(items.find(({ path }) => path.at(-1) === 'Empty')?.file).toBeUndefined()
  const photo = items.find(({ path }) => path.at(-1) === 'b.jpg')
  expect(await photo?.file?.text()).toBe('b')
})

test('a folder of more names than the browser tells at once comes whole', async () => {
  const many = Object.fromEntries(Array.from({ length: 250 }, (_, at) => [`${at}.txt`, '']))
  expect(await taken(drop({ Many: many }))).toHaveLength(250)
})

test('folders are walked through as their files are taken, not before', async () => {
  const seen: string[] = []
  const folder = entryOf('Big', { 'first.txt': '', Deep: { 'later.txt': '' } })
  const watched = new Proxy(folder, {
    get: (entry, name) => {
      if (name === 'createReader') seen.push('Big')
      return Reflect.get(entry, name) as unknown
    },
  })
  const gift = giftOfTransfer(transferOf([watched]))
  expect(seen).toEqual([])
  for await (const item of gift?.items ?? []) {
    expect(item.path).toEqual(['Big', 'first.txt'])
    break
  }
  expect(seen).toEqual(['Big'])
})

test('however much lies there, only some is held ahead of what is taken', async () => {
  const opened = { files: 0 }
  const gift = giftOfTransfer(transferOf([manyFiles(5000, opened)]))
  const items = gift?.items as AsyncIterable<BringItem>
  let taken = 0
  for await (const _ of items) {
    taken += 1
    // Who sends it takes long, and the walk has all the time it wants.
    for (let turn = 0; turn < 5000; turn++) await Promise.resolve()
    if (taken === 10) break
  }
  expect(opened.files).toBeGreaterThan(900)
  expect(opened.files).toBeLessThanOrEqual(1200)
})

test('what cannot be read is told with its cause, and all others come', async () => {
  const gone = new DOMException('gone', 'NotFoundError')
  const gift = drop({ A: { 'gone.txt': gone, 'shut.txt': new Error('EACCES'), 'here.txt': 'x' } })
  expect(pathsOf(await taken(gift))).toEqual(['A/here.txt'])
  expect(gift.unreadable.map(({ path, problem }) => [path.join('/'), problem.code])).toEqual([
    ['A/gone.txt', 'not-found'],
    ['A/shut.txt', 'unreadable'],
  ])
})

test('folders inside each other without end do not run for ever', async () => {
  const gift = giftOfTransfer(transferOf([endless('loop')]))
  if (gift === null) throw new Error('nothing was given')
  expect(await taken(gift)).toHaveLength(DEEPEST - 1)
  expect(gift.unreadable.map(({ problem }) => problem.code)).toEqual(['too-large'])
})

test('the same things have one name whichever of them was held', () => {
  expect(drop({ 'b.txt': '', 'a.txt': '', 'c.txt': '' }).name).toBe('a.txt and 2 others')
  expect(drop({ 'c.txt': '', 'a.txt': '', 'b.txt': '' }).name).toBe('a.txt and 2 others')
  expect(drop({ Lisbon: {} }).name).toBe('Lisbon')
})

test('what was chosen as a folder keeps its folders and has the name of the top one', () => {
  const file = new File(['x'], 'b.jpg')
  Object.defineProperty(file, 'webkitRelativePath', { value: 'Lisbon/Photos/b.jpg' })
  expect(giftOfFiles([file])).toMatchObject({
    name: 'Lisbon',
    items: [{ path: ['Lisbon', 'Photos', 'b.jpg'] }],
  })
  expect(giftOfFiles([])).toBeNull()
})

test('a backslash in the name of a file in a chosen folder is no folder', () => {
  const file = new File(['x'], String.raw`back\slash.txt`)
  Object.defineProperty(file, 'webkitRelativePath', { value: 'Odd/in/back/slash.txt' })
  expect(giftOfFiles([file])?.items).toMatchObject([
    { path: ['Odd', 'in', String.raw`back\slash.txt`] },
  ])
})

test('a file alone is no folder, and a folder with one file is one', () => {
  expect(drop({ 'a.txt': 'a' }).isFile).toBe(true)
  expect(drop({ 'a.txt': 'a', 'b.txt': 'b' }).isFile).toBe(false)
  expect(drop({ Lisbon: { 'a.txt': 'a' } }).isFile).toBe(false)
  expect(giftOfFiles([new File(['x'], 'a.txt')])?.isFile).toBe(true)
  const inFolder = new File(['x'], 'a.txt')
  Object.defineProperty(inFolder, 'webkitRelativePath', { value: 'Lisbon/a.txt' })
  expect(giftOfFiles([inFolder])?.isFile).toBe(false)
})

test('a drop without files is nothing', () => {
  expect(giftOfTransfer(transferOf([]))).toBeNull()
})

const NOW = new Date(2026, 10, 25, 18, 2).getTime()
const pasted = (name: string, lastModified: number, type = 'image/png'): Gift | null => {
  const file = new File(['x'], name, { type, lastModified })
  return giftOfPaste(transferOf([], [file]), NOW)
}

test('a pasted screenshot is called after the moment, a copied file by its own name', () => {
  expect(pasted('image.png', NOW - 30)?.name).toBe('Pasted image 2026-11-25 18.02.png')
  expect(pasted('image.jpeg', NOW, 'image/jpeg')?.name).toBe('Pasted image 2026-11-25 18.02.jpg')
  expect(pasted('Lisbon.png', NOW - 30)?.name).toBe('Lisbon.png')
  expect(pasted('image.png', NOW - 3_600_000)?.name).toBe('image.png')
})

/** A link to a folder around it. */
function endless(name: string): FileSystemEntry {
  return {
    name,
    isFile: false,
    isDirectory: true,
    createReader() {
      let isRead = false
      return {
        readEntries(resolve: (batch: FileSystemEntry[]) => void) {
          resolve(isRead ? [] : [entryOf('x.txt', 'x'), endless('again')])
          isRead = true
        },
      }
    },
  } as unknown as FileSystemEntry
}

/** A folder that counts which of its files were opened. */
function manyFiles(count: number, opened: { files: number }): FileSystemEntry {
  let at = 0
  const file = (): FileSystemEntry => {
    const entry = entryOf(`${(at += 1)}.txt`, 'x') as FileSystemFileEntry
    const open = entry.file.bind(entry)
    return Object.assign(entry, {
      file(resolve: (file: File) => void) {
        opened.files += 1
        open(resolve)
      },
    })
  }
  return {
    name: 'Many',
    isFile: false,
    isDirectory: true,
    createReader: () => ({
      readEntries: (resolve: (batch: FileSystemEntry[]) => void) =>
        resolve(Array.from({ length: Math.min(100, count - at) }, file)),
    }),
  } as unknown as FileSystemEntry
}
