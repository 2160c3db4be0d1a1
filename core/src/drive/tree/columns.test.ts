import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NONE, openColumns, ROOT_ROW, TRASH_ROW, type Row } from './columns.ts'
import { ROOT, TRASH } from './registers.ts'

function idOf(n: number): Uint8Array {
  const id = Buffer.alloc(16, 7)
  id.writeUInt32BE(n, 6)
  return new Uint8Array(id)
}

function row(id: Uint8Array, parent: Uint8Array, name: string, more: Partial<Row> = {}): Row {
  const plain = {
    kind: 1,
    visible: true,
    size: 0,
    mtime: 0,
    mode: 0o755,
    versions: 0,
    source: 0,
    flags: 0,
    spot: 0,
  }
  const [fingerprint, digest] = [new Uint8Array(8), new Uint8Array(32)]
  return { id, parent, name, ...plain, fingerprint, digest, ...more }
}

function columnsWithTops(capacity?: number) {
  const columns = openColumns(capacity)
  for (const id of [ROOT, TRASH]) columns.put(row(id, ROOT, ''))
  return columns
}

test('all that a row says is given back, also after many others came', () => {
  const columns = columnsWithTops(2)
  const more: Partial<Row> = {
    kind: 2,
    visible: false,
    size: 2 ** 45 + 1,
    mtime: 1_600_000_000_000.125,
    mode: 0o7777,
    versions: 70_000,
    flags: 7,
    spot: 0,
    source: 4_000_000_000,
    fingerprint: new Uint8Array(8).fill(3),
    digest: new Uint8Array(32).fill(4),
  }
  const n = columns.put(row(idOf(1), ROOT, 'näme\n', more))
  for (let i = 2; i < 3000; i++) columns.put(row(idOf(i), idOf(1), `n${i}`))
  expect(n).toBe(2)
  expect(columns.find(idOf(1))).toBe(n)
  expect(columns.find(idOf(5000))).toBe(NONE)
  expect(columns.nameOf(n)).toBe('näme\n')
  expect(Buffer.from(columns.names.slice(columns.nameAt(n), columns.nameEnd(n))).toString()).toBe(
    'näme\n',
  )
  expect([columns.kindOf(n), columns.isVisible(n), columns.sizeOf(n)]).toEqual([
    2,
    false,
    2 ** 45 + 1,
  ])
  expect([columns.mtimeOf(n), columns.modeOf(n)]).toEqual([1_600_000_000_000.125, 0o7777])
  expect([columns.versionsOf(n), columns.sourceOf(n)]).toEqual([65_535, 4_000_000_000])
  expect(columns.fingerprintOf(n)).toEqual(more.fingerprint)
  expect(columns.digestOf(n)).toEqual(more.digest)
  expect([...columns.children(n)]).toHaveLength(2998)
})

test('a child that came first waits for its folder, and for no folder it has left since', () => {
  const columns = columnsWithTops()
  const child = columns.put(row(idOf(1), idOf(2), 'child'))
  expect(columns.parentOf(child)).toBe(NONE)
  columns.put(row(idOf(1), idOf(3), 'child'))
  const first = columns.put(row(idOf(2), ROOT, 'left'))
  expect(columns.parentOf(child)).toBe(NONE)
  expect([...columns.children(first)]).toEqual([])
  const second = columns.put(row(idOf(3), ROOT, 'new'))
  expect(columns.parentOf(child)).toBe(second)
  expect([...columns.children(second)]).toEqual([child])
})

test('a row can be shown elsewhere than its newest move says, and be moved on from there', () => {
  const columns = columnsWithTops()
  const [a, b] = [columns.put(row(idOf(1), ROOT, 'a')), columns.put(row(idOf(2), idOf(1), 'b'))]
  columns.setBack(b, ROOT_ROW)
  expect([columns.parentOf(b), columns.movedTo(b)]).toEqual([ROOT_ROW, a])
  expect(columns.isWithin(b, a)).toBe(false)
  columns.put(row(idOf(2), TRASH, 'b'))
  expect([columns.parentOf(b), columns.isWithin(b, TRASH_ROW)]).toEqual([TRASH_ROW, true])
  expect([...columns.children(ROOT_ROW)]).toEqual([a])
})

test('after any moves each row is the child of its parent and of nobody else', () => {
  const move = fc.tuple(fc.nat(30), fc.nat(30), fc.string({ maxLength: 4 }), fc.boolean())
  fc.assert(
    fc.property(fc.array(move, { maxLength: 120 }), (moves) => {
      const columns = columnsWithTops(16)
      const model = new Map<number, { parent: number; name: string; visible: boolean }>()
      for (const [entry, to, text, visible] of moves) {
        const name = text.toWellFormed()
        // 0 stands for the root; rows never move below themselves here
        const parent = to >= entry ? 0 : to
        columns.put(row(idOf(entry + 1), parent === 0 ? ROOT : idOf(parent + 1), name, { visible }))
        model.set(entry, { parent, name, visible })
      }
      for (const [entry, { parent, name, visible }] of model) {
        const n = columns.find(idOf(entry + 1))
        const isThere = parent === 0 || model.has(parent)
        const folder = parent === 0 ? ROOT_ROW : columns.find(idOf(parent + 1))
        expect(columns.parentOf(n)).toBe(isThere ? folder : NONE)
        expect([columns.nameOf(n), columns.isVisible(n)]).toEqual([name, visible])
        if (isThere) expect([...columns.children(folder)].filter((one) => one === n)).toEqual([n])
      }
      let seen = 0
      for (let n = 0; n < columns.count; n++) seen += [...columns.children(n)].length
      const placed = [...model.values()].filter(({ parent }) => parent === 0 || model.has(parent))
      expect(seen).toBe(placed.length)
    }),
  )
})
