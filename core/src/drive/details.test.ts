import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openIndex } from '../blocks/index.ts'
import { randomBytes } from '../crypto/hash.ts'
import { newFolder } from './drive.samples.ts'
import { applyOp, emptyRegisters, type Registers } from './tree/registers.ts'
import { openRows } from './tree/rows.ts'

const order = (a: number, b: number): number => a - b

function named(...names: string[]): Registers {
  const registers = emptyRegisters()
  for (const [i, name] of names.entries()) {
    const stamp = { clock: i + 1, batch: i + 1, index: 0 }
    applyOp(registers, { o: 'set', field: 'name', value: name }, stamp, order)
    const version = {
      o: 'version',
      base: [],
      content: { v: 1, size: 0, depth: 0, ref: null },
      at: i,
    }
    applyOp(registers, version as never, stamp, order)
  }
  return registers
}

test('details read again are those that were committed, whatever was done with them meanwhile', () => {
  const index = openIndex(join(newFolder(), 'index.db'))
  const rows = openRows(index, randomBytes(16), randomBytes(32))
  const one = named('one')
  rows.writeDetail(7, one)
  const held = rows.readDetail(7)!
  expect(held).toEqual(one)
  // folding changes what it is given
  const stamp = { clock: 9, batch: 9, index: 0 }
  applyOp(held, { o: 'set', field: 'name', value: 'changed' }, stamp, order)
  applyOp(held, { o: 'drop', versions: [{ batch: 1, index: 0 }] }, stamp, order)
  expect(rows.readDetail(7)).toEqual(one)
  expect(() =>
    index.transaction(() => {
      rows.writeDetail(7, named('one', 'two'))
      expect(rows.readDetail(7)).toEqual(named('one', 'two'))
      throw new Error('the disk is full')
    }),
  ).toThrow('the disk is full')
  expect(rows.readDetail(7)).toEqual(one)
  index.transaction(() => rows.writeDetail(7, named('one', 'two', 'three')))
  expect(rows.readDetail(7)).toEqual(named('one', 'two', 'three'))
  index.close()
})
