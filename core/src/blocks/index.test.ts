import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import { expect, test } from 'vitest'
import { newBlock, sameAs, temporaryFolder } from './blocks.contract.ts'
import { type Index, openIndex } from './index.ts'
import { openSegments } from './segments.ts'

test('nothing of a transaction stays when it throws, joined ones included', () => {
  using folder = temporaryFolder()
  const index = openTable(folder.path)
  const insert = (n: number): unknown => index.prepare('insert into t values (?)').run(n)
  index.transaction(() => index.transaction(() => insert(1)))
  expect(() =>
    index.transaction(() => {
      insert(2)
      index.transaction(() => {
        insert(3)
        throw new Error('no')
      })
    }),
  ).toThrow('no')
  expect(rows(index)).toEqual([1])
  index.close()
})

test('a joined transaction that failed cannot be swallowed and half of it committed', () => {
  using folder = temporaryFolder()
  const index = openTable(folder.path)
  expect(() =>
    index.transaction(() => {
      try {
        index.transaction(() => {
          index.prepare('insert into t values (1)').run()
          throw new Error('no')
        })
      } catch {
        // swallowed
      }
    }),
  ).toThrow(expect.objectContaining({ code: 'internal' }))
  expect(rows(index)).toEqual([])
  index.close()
})

test.each<[string, (index: Index) => unknown]>([
  ['read', rows],
  ['read row by row', (index) => [...index.iterate('select n from t')]],
  ['read in a transaction', (index) => index.transaction(() => rows(index))],
])('an index that turned out damaged when it was %s is made anew at the next start', (_, read) => {
  using folder = temporaryFolder()
  const path = `${folder.path}/index.db`
  let index = openTable(folder.path)
  index.transaction(() => {
    for (let n = 0; n < 20_000; n += 1) index.prepare('insert into t values (?)').run(n)
  })
  index.close()
  const fd = fs.openSync(path, 'r+')
  fs.writeSync(fd, randomBytes(8 * 4096), 0, 8 * 4096, 5 * 4096)
  fs.closeSync(fd)
  index = openIndex(path)
  expect(index.wasDamaged).toBe(false)
  expect(() => read(index)).toThrow(expect.objectContaining({ code: 'corrupt-index' }))
  index.close()
  index = openIndex(path)
  expect(index.wasDamaged).toBe(true)
  expect(index.fresh).toBe(true)
  index.close()
})

test('nobody else may read the index or its log, nor one that was made anew', () => {
  using folder = temporaryFolder()
  const mask = process.umask(0)
  try {
    for (const damaged of [false, true]) {
      if (damaged) fs.writeFileSync(`${folder.path}/index.db`, randomBytes(9000))
      const index = openTable(folder.path)
      expect(index.wasDamaged).toBe(damaged)
      const modes = ['', '-wal', '-shm'].map(
        (end) => fs.statSync(`${folder.path}/index.db${end}`).mode & 0o777,
      )
      expect(modes).toEqual([0o600, 0o600, 0o600])
      index.close()
    }
  } finally {
    process.umask(mask)
  }
})

test('what somebody planted in the schema gets no power of functions', () => {
  using folder = temporaryFolder()
  const index = openTable(folder.path)
  index.db.function('power', () => 'used')
  index.db.exec('create view planted as select power() as x')
  expect(() => index.prepare('select x from planted').all()).toThrow(/unsafe use/)
  index.close()
})

test.each([
  ['longer than any block', 'length = 2147483647'],
  ['of a negative length', 'length = -1'],
  ['before the beginning', 'offset = -5'],
  ['beyond every file', 'offset = 9007199254740990'],
  ['in no segment', 'segment = -1'],
])('a block that the index calls %s is not read, and the index is made anew', async (_, lie) => {
  using folder = temporaryFolder()
  const block = newBlock(5000)
  {
    await using store = await openSegments({ dir: folder.path })
    await store.receive([block])
    store.index.db.exec(`update blocks set ${lie}`)
    expect(() => store.get(block.cid)).toThrow(expect.objectContaining({ code: 'corrupt-index' }))
    expect(() => store.find(block.digest)).toThrow(
      expect.objectContaining({ code: 'corrupt-index' }),
    )
  }
  await using store = await openSegments({ dir: folder.path })
  expect(store.recovered.rebuilt).toBe(true)
  expect(sameAs(store.get(block.cid), block.bytes)).toBe(true)
})

test.each([
  ['blocks', 'length', 'lengti'],
  ['damaged', 'length', 'lengti'],
  ['segments', 'synced', 'syncee'],
])('an index whose schema has lost a column of %s is made anew', async (table, name, spoilt) => {
  using folder = temporaryFolder()
  const block = newBlock(5000)
  {
    await using store = await openSegments({ dir: folder.path })
    await store.receive([block])
  }
  const bytes = fs.readFileSync(`${folder.path}/index.db`)
  const at = bytes.indexOf(name, bytes.indexOf(`${table}(`))
  bytes.write(spoilt, at)
  fs.writeFileSync(`${folder.path}/index.db`, bytes)
  await expect(openSegments({ dir: folder.path })).rejects.toMatchObject({ code: 'corrupt-index' })
  await using store = await openSegments({ dir: folder.path })
  expect(store.recovered.rebuilt).toBe(true)
  expect(sameAs(store.get(block.cid), block.bytes)).toBe(true)
})

function openTable(dir: string): Index {
  const index = openIndex(`${dir}/index.db`)
  index.db.exec('create table if not exists t(n integer primary key) strict')
  return index
}

function rows(index: Index): number[] {
  return index
    .prepare('select n from t')
    .all()
    .map((row) => Number(row['n']))
}
