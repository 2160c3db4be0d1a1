/** Drawings that would keep a browser busy for ever. They run nothing; drawing them is the harm. */
import { i18n } from '@space/ui'
import { type Part, readPart, type Request } from './bytes.ts'

/** Shapes, repeated ones counted as often as they are drawn. */
const MOST_SHAPES = 200_000

/** Larger ones are shown as their source only. */
const MOST_BYTES = 4 * 2 ** 20

/** Why a drawing is not shown as a picture; undefined when nothing speaks against it. @throws as `readPart` */
export async function vectorHarm(
  request: Request,
  url: string,
  { bytes, total }: Part,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (total > MOST_BYTES) return i18n.t('This drawing is too large to be shown as a picture.')
  const isWhole = bytes.length === total
  const whole = isWhole
    ? bytes
    : (await readPart(request, url, { start: 0, end: total, signal })).bytes
  const text = new TextDecoder().decode(whole)
  if (!/<!ENTITY/i.test(text) && shapesOf(text) <= MOST_SHAPES) return undefined
  return i18n.t('This drawing repeats itself so often that showing it would stop this window.')
}

/**
 * How many shapes are drawn. A shape may stand for another one and that for a third, so few lines can
 * mean billions.
 */
export function shapesOf(text: string): number {
  const weights = new Map<string, { own: number; uses: string[] }>()
  const open: { own: number; uses: string[] }[] = []
  const root = { own: 0, uses: [] as string[] }
  for (const [tag, close, name = '', inside = ''] of text.matchAll(
    /<(\/?)([a-z][\w:-]*)([^>]*)>/gi,
  )) {
    if (close === '/') {
      open.pop()
      continue
    }
    const id = /\sid\s*=\s*["']([^"']*)["']/.exec(inside)?.[1]
    const one = { own: 0, uses: [] as string[] }
    if (id !== undefined) weights.set(id, one)
    const href = /href\s*=\s*["']#([^"']*)["']/.exec(inside)?.[1]
    // It counts for all that it stands in.
    for (const outer of [root, ...open, one]) {
      outer.own += 1
      if (/(?:^|:)use$/i.test(name) && href !== undefined) outer.uses.push(href)
    }
    if (!tag.endsWith('/>')) open.push(one)
    if (open.length > 256 || root.own > MOST_SHAPES) return Infinity
  }
  const known = new Map<string, number>()
  const weigh = ({ own, uses }: { own: number; uses: string[] }, depth: number): number => {
    // Browsers draw no circles of shapes either; this is deeper than any honest drawing.
    if (depth > 64) return 0
    return uses.reduce((sum, id) => sum + weightOf(id, depth + 1), own)
  }
  const weightOf = (id: string, depth: number): number => {
    const before = known.get(id)
    if (before !== undefined) return before
    known.set(id, 0)
    const found = weights.get(id)
    const weight = found === undefined ? 0 : weigh(found, depth)
    known.set(id, weight)
    return weight
  }
  return weigh(root, 0)
}
