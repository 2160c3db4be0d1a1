import { expect, test } from 'vitest'
import { encodingOf } from './encoding.ts'
import { openStand } from './preview.samples.ts'
import { MOST_COLUMNS, MOST_ROWS, readRows, type Row } from './table-rows.ts'

async function rowsOf(text: string): Promise<{ rows: Row[]; isWhole: boolean }> {
  const { file, tools } = await openStand({ 'a.csv': text })
  const url = await (await file('a.csv')).url()
  const encoding = encodingOf(new TextEncoder().encode(text.slice(0, 1000)), false)!
  const lots = readRows(tools.request, url, encoding, new AbortController().signal)
  const rows: Row[] = []
  for (;;) {
    const { done, value } = await lots.next()
    if (done === true) return { rows, isWhole: value.isWhole }
    rows.push(...value)
  }
}

test('quoted cells keep commas, quotes and line ends', async () => {
  const { rows, isWhole } = await rowsOf('a,b\r\n"x, ""y""","1\n2"\r\n')
  expect(rows).toEqual([
    ['a', 'b'],
    ['x, "y"', '1\n2'],
  ])
  expect(isWhole).toBe(true)
})

test.each([';', '\t', '|'])('cells are parted by %j where the table does so', async (mark) => {
  const { rows } = await rowsOf(`a${mark}b\n1${mark}2,5\n`)
  expect(rows).toEqual([
    ['a', 'b'],
    ['1', '2,5'],
  ])
})

test('a formula is its own words', async () => {
  const { rows } = await rowsOf('a,b\n=HYPERLINK("http://evil.example"),+1\n')
  expect(rows[1]?.join(',')).toContain('=HYPERLINK(')
})

test('rows that are cut between two pieces of the file are whole', async () => {
  const text = Array.from({ length: 40_000 }, (_, at) => `${at},"quoted, ${at}",€`).join('\n')
  const { rows } = await rowsOf(text)
  expect(rows).toHaveLength(40_000)
  expect(rows[39_999]).toEqual(['39999', 'quoted, 39999', '€'])
  expect(rows.every((row) => row.length === 3)).toBe(true)
})

test('more rows than can be looked at are left out, and that is said', async () => {
  const { rows, isWhole } = await rowsOf('1,2\n'.repeat(MOST_ROWS + 5))
  expect(rows).toHaveLength(MOST_ROWS)
  expect(isWhole).toBe(false)
})

test('a row without end is given up, and columns without end are cut', async () => {
  const endless = await rowsOf(`"${'x'.repeat(3_000_000)}`)
  expect(endless.rows.length).toBeLessThan(3)
  const wide = await rowsOf(`${'a,'.repeat(10_000)}\n`)
  expect(wide.rows[0]).toHaveLength(MOST_COLUMNS)
})
