/** Rows of a table in text (CSV, TSV), as its bytes come in. */
import Papa from 'papaparse'
import { readAll, type Request } from './bytes.ts'
import type { Encoding } from './encoding.ts'

export const MOST_ROWS = 100_000
/** So much text is taken in; a table of 100,000 rows is rarely half of it. */
const MOST_CHARS = 96 * 2 ** 20
/** A single row that is longer is none. */
const MOST_ROW_CHARS = 2 ** 20
export const MOST_COLUMNS = 256
/** Rows are told of in lots, so that the first are there at once. */
const LOT_CHARS = 2 ** 18

export type Row = readonly string[]

export interface TableEnd {
  /** Whether all of the file is there. */
  readonly isWhole: boolean
}

/**
 * Gives rows in lots. What stands in a cell is text and nothing else: a formula is its own words.
 *
 * @throws as {@link readAll}
 */
export async function* readRows(
  request: Request,
  url: string,
  encoding: Encoding,
  signal: AbortSignal,
): AsyncGenerator<readonly Row[], TableEnd> {
  const decoder = new TextDecoder(encoding.label)
  let rest = ''
  let delimiter: string | undefined
  let rows = 0
  let chars = 0
  for await (const bytes of readAll(request, url, signal)) {
    rest += decoder.decode(bytes, { stream: true })
    if (rest.length < LOT_CHARS) continue
    chars += rest.length
    // The half of a line end waits for its other half.
    const half = rest.endsWith('\r') ? '\r' : ''
    const text = plain(rest.slice(0, rest.length - half.length))
    delimiter ??= delimiterOf(text)
    const lot = parse(text, delimiter, false)
    rest = lot.rest + half
    rows += lot.rows.length
    yield lot.rows.slice(0, lot.rows.length - Math.max(0, rows - MOST_ROWS))
    if (rows >= MOST_ROWS || chars > MOST_CHARS || rest.length > MOST_ROW_CHARS)
      return { isWhole: false }
  }
  const text = plain(rest + decoder.decode())
  const { rows: last } = parse(text, delimiter ?? delimiterOf(text), true)
  yield last.slice(0, MOST_ROWS - rows)
  return { isWhole: rows + last.length <= MOST_ROWS }
}

/** With one way to end a line: a table may mix them. */
function plain(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n')
}

/** Of the first lines; a comma where they do not tell. */
function delimiterOf(text: string): string {
  const { meta } = Papa.parse(text.slice(0, 2 ** 16), { preview: 20, skipEmptyLines: 'greedy' })
  return meta.delimiter === '' ? ',' : meta.delimiter
}

/** @param isEnd the last row ends here, though no line end follows */
function parse(text: string, delimiter: string, isEnd: boolean): { rows: Row[]; rest: string } {
  const parser = new Papa.Parser({ delimiter, newline: '\n' })
  const found: { data: string[][]; meta: { cursor: number } } = parser.parse(text, 0, !isEnd)
  const rows = found.data.map((row) => row.slice(0, MOST_COLUMNS))
  // A line end at the end of the file begins no row.
  if (isEnd && rows.at(-1)?.join('') === '' && rows.at(-1)?.length === 1) rows.pop()
  return { rows, rest: isEnd ? '' : text.slice(found.meta.cursor) }
}
