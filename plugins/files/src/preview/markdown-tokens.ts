/** Markdown as a tree of plain values. Nothing in it is markup, and no HTML of the text comes through. */
import { marked, type MarkedToken, type Token, type Tokens } from 'marked'

export type Marks = readonly Mark[]
export type Mark =
  | { readonly is: 'text' | 'code'; readonly text: string }
  /** `ending` names the language, as the ending of a file would. */
  | { readonly is: 'program'; readonly text: string; readonly ending: string }
  | { readonly is: 'break' | 'rule' }
  | { readonly is: 'picture'; readonly href: string; readonly text: string }
  | { readonly is: 'check'; readonly done: boolean }
  | { readonly is: 'link'; readonly href: string; readonly inside: Marks }
  | { readonly is: 'heading'; readonly depth: number; readonly id: string; readonly inside: Marks }
  /** `start` is null for points. */
  | { readonly is: 'list'; readonly start: number | null; readonly inside: Marks }
  | {
      readonly is: 'em' | 'strong' | 'del' | 'quote' | 'paragraph' | 'item' | 'span'
      readonly inside: Marks
    }
  | {
      readonly is: 'table'
      readonly head: readonly Cell[]
      readonly rows: readonly (readonly Cell[])[]
    }

export interface Cell {
  readonly align: 'center' | 'left' | 'right' | null
  readonly inside: Marks
}

/** Deeper than anybody writes; below it the text stands as it is. */
const MOST_DEPTH = 40

/** @throws whatever a parser does with what is made to break it */
export function tokensOf(text: string): Marks {
  const ids = new Map<string, number>()
  return marksOf(marked.lexer(text, { gfm: true }), 0, ids)
}

function marksOf(tokens: readonly Token[], depth: number, ids: Map<string, number>): Mark[] {
  return tokens.flatMap((token) => markOf(token as MarkedToken, depth, ids))
}

function markOf(token: MarkedToken, depth: number, ids: Map<string, number>): Mark[] {
  if (depth > MOST_DEPTH) return [{ is: 'text', text: token.raw }]
  const inside = (tokens: readonly Token[] = []): Marks => marksOf(tokens, depth + 1, ids)
  switch (token.type) {
    case 'space':
    case 'def':
      return []
    case 'br':
      return [{ is: 'break' }]
    case 'hr':
      return [{ is: 'rule' }]
    case 'code':
      return [
        {
          is: 'program',
          text: token.text,
          ending: /^[\w+#-]*/.exec(token.lang ?? '')?.[0].toLowerCase() ?? '',
        },
      ]
    case 'codespan':
      return [{ is: 'code', text: token.text }]
    case 'checkbox':
      return [{ is: 'check', done: token.checked }]
    case 'escape':
      return [{ is: 'text', text: token.text }]
    case 'text':
      return token.tokens === undefined
        ? [{ is: 'text', text: plain(token.text) }]
        : [{ is: 'span', inside: inside(token.tokens) }]
    case 'html':
      return htmlOf(token)
    case 'image':
      return [{ is: 'picture', href: token.href, text: plain(token.text) }]
    case 'link':
      return [{ is: 'link', href: token.href, inside: inside(token.tokens) }]
    case 'em':
    case 'strong':
    case 'del':
    case 'paragraph':
      return [{ is: token.type, inside: inside(token.tokens) }]
    case 'blockquote':
      return [{ is: 'quote', inside: inside(token.tokens) }]
    case 'heading':
      return [
        { is: 'heading', depth: token.depth, id: idOf(token, ids), inside: inside(token.tokens) },
      ]
    case 'list': {
      const items = token.items.map((item): Mark => ({ is: 'item', inside: inside(item.tokens) }))
      return [{ is: 'list', start: token.ordered ? Number(token.start) : null, inside: items }]
    }
    case 'list_item':
      return [{ is: 'item', inside: inside(token.tokens) }]
    case 'table': {
      const cell = ({ align, tokens }: Tokens.TableCell): Cell => ({
        align,
        inside: inside(tokens),
      })
      return [
        { is: 'table', head: token.header.map(cell), rows: token.rows.map((row) => row.map(cell)) },
      ]
    }
    default:
      return [{ is: 'text', text: (token as Token).raw }]
  }
}

/** Of HTML only what is read is left: no tags, no scripts, no comments. */
function htmlOf({ text, block }: Tokens.HTML | Tokens.Tag): Mark[] {
  if (/^<br\s*\/?>/i.test(text)) return [{ is: 'break' }]
  const read = text
    .replaceAll(/<!--[^]*?(?:-->|$)/g, '')
    .replaceAll(/<(script|style)\b[^]*?(?:<\/\1\s*>|$)/gi, '')
    .replaceAll(/<[^>]*(?:>|$)/g, '')
    .trim()
  if (read === '') return []
  const words: Mark = { is: 'text', text: plain(read) }
  return [block ? { is: 'paragraph', inside: [words] } : words]
}

/** As GitHub names headings, so that links inside of a text lead there. */
function idOf({ text }: Tokens.Heading, ids: Map<string, number>): string {
  const name = text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-')
  const times = ids.get(name) ?? 0
  ids.set(name, times + 1)
  return times === 0 ? name : `${name}-${times}`
}

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  apos: "'",
  bull: '•',
  copy: '©',
  deg: '°',
  euro: '€',
  gt: '>',
  hellip: '…',
  laquo: '«',
  larr: '←',
  ldquo: '“',
  lsquo: '‘',
  lt: '<',
  mdash: '—',
  middot: '·',
  nbsp: '\u00A0',
  ndash: '–',
  quot: '"',
  raquo: '»',
  rarr: '→',
  rdquo: '”',
  reg: '®',
  rsquo: '’',
  sect: '§',
  times: '×',
  trade: '™',
}

function plain(text: string): string {
  return text.replaceAll(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,8}));/gi,
    (whole, ten, hex, name) => {
      if (typeof name === 'string')
        return Object.hasOwn(NAMED, name) ? (NAMED[name] ?? whole) : whole
      const code = typeof ten === 'string' ? Number(ten) : Number.parseInt(String(hex), 16)
      return code > 0 && code <= 0x10_ffff ? String.fromCodePoint(code) : whole
    },
  )
}
