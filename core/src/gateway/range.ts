/** Bytes from `start` up to and without `end`. */
export interface Span {
  readonly start: number
  readonly end: number
}

/**
 * What a Range header asks for of `size` bytes: `'all'` when there is none, or one that we may ignore
 * (other units, several ranges, bad syntax); `'none'` when it lies outside.
 *
 * @see RFC 9110, 14
 */
export function spanOf(range: string | undefined, size: number): Span | 'all' | 'none' {
  const found = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range ?? '')
  const [, first = '', last = ''] = found ?? []
  if (found === null || (first === '' && last === '')) return 'all'
  if (first === '') {
    const count = Math.min(Number(last), size)
    return count === 0 ? 'none' : { start: size - count, end: size }
  }
  const start = Number(first)
  if (last !== '' && Number(last) < start) return 'all'
  if (start >= size) return 'none'
  return { start, end: last === '' ? size : Math.min(Number(last) + 1, size) }
}

/**
 * The slice that a `Content-Range: bytes a-b/total` of a PUT announces; the total is undefined while
 * it is `*`. Undefined when it is none.
 */
export function sliceOf(
  range: string | undefined,
): (Span & { total: number | undefined }) | undefined {
  const [, first, last, all] =
    /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/.exec(range ?? '') ?? []
  const [start, end] = [Number(first), Number(last) + 1]
  const total = all === '*' ? undefined : Number(all)
  return start < end && end <= (total ?? Infinity) ? { start, end, total } : undefined
}
