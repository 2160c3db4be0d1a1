import { parseSync, Visitor } from 'vite'
import type { ESTree } from 'vite'

/**
 * Words for people that a source file says without `i18n`, each with its line. Where people surely
 * read, every word is told; where they may, what begins with a capital; elsewhere two words in a row.
 */
export function literalsIn(path: string, source: string): string[] {
  const { program, errors } = parseSync(path, source)
  if (errors.length > 0) return [`${path}: does not parse`]
  const fine = new Set<ESTree.Node>()
  const found = new Map<number, string>()
  const tell = (node: ESTree.Node, text: string, looks = /\p{L}{2}/u): void => {
    const words = text.replaceAll(/\s+/g, ' ').trim()
    if (!looks.test(words) || NAMES.test(words) || fine.has(node)) return
    found.set(node.start, `${path}:${source.slice(0, node.start).split('\n').length}: ${words}`)
  }
  const judge = (node: ESTree.Node | null | undefined): void => {
    for (const one of textsIn(node)) tell(one, textOf(one))
  }
  const suspect = (node: ESTree.Node | null | undefined): void => {
    for (const one of textsIn(node)) tell(one, textOf(one), CAPITAL)
  }
  const pass = (node: ESTree.Node | null | undefined): void => {
    for (const one of textsIn(node)) fine.add(one)
  }
  const any = (node: ESTree.Node): void => tell(node, textOf(node), SENTENCE)
  new Visitor({
    JSXText: (node) => tell(node, node.value),
    JSXElement: (node) => node.children.forEach(judge),
    JSXFragment: (node) => node.children.forEach(judge),
    JSXAttribute(node) {
      const name = node.name.type === 'JSXIdentifier' ? node.name.name : ''
      if (SAYING.test(name)) judge(node.value)
      else if (QUIET.test(name)) pass(node.value)
      else suspect(node.value)
    },
    CallExpression(node) {
      const name = nameOf(node.callee)
      if (/^(?:say|toast)$/.test(name)) node.arguments.forEach(judge)
      if (CARRYING.test(name)) node.arguments.forEach(pass)
      const [what, value] = node.arguments
      if (name === 'setAttribute') (SAYING.test(wordOf(what)) ? judge : pass)(value)
    },
    AssignmentExpression({ left, right }) {
      if (left.type === 'MemberExpression' && SAYING.test(nameOf(left))) judge(right)
    },
    NewExpression(node) {
      const [code] = node.arguments
      // Those are for the authors of apps, and mistakes of our own for us.
      const isForAuthors = code?.type === 'Literal' && code.value === 'bad-input'
      const isSaid = nameOf(node.callee) === 'SpaceError' && !isForAuthors
      if (isSaid) node.arguments.slice(1).forEach(judge)
      else node.arguments.forEach(pass)
    },
    Property: (node) => suspect(node.value),
    ReturnStatement: (node) => suspect(node.argument),
    ConditionalExpression: (node) => suspect(node),
    LogicalExpression: (node) => suspect(node),
    Literal: any,
    TemplateLiteral: any,
  }).visit(program)
  return [...found].toSorted(([one], [other]) => one - other).map(([, words]) => words)
}

/** The literals that a value may be. */
function textsIn(node: ESTree.Node | null | undefined): readonly ESTree.Node[] {
  switch (node?.type) {
    case 'Literal':
    case 'TemplateLiteral':
      return [node]
    case 'JSXExpressionContainer':
      return textsIn(node.expression)
    case 'ConditionalExpression':
      return [node.consequent, node.alternate].flatMap(textsIn)
    case 'LogicalExpression':
      return [node.left, node.right].flatMap(textsIn)
    default:
      return []
  }
}

function textOf(node: ESTree.Node): string {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : ''
  if (node.type !== 'TemplateLiteral') return ''
  return node.quasis.map(({ value }) => value.cooked ?? '').join('%')
}

function wordOf(node: ESTree.Node | undefined): string {
  return node === undefined ? '' : textOf(node)
}

function nameOf(callee: ESTree.Node): string {
  const name = callee.type === 'MemberExpression' ? callee.property : callee
  return name.type === 'Identifier' ? name.name : ''
}

/** Attributes that people read. */
const SAYING =
  /^(?:aria-label|aria-description|label|title|placeholder|alt|text|quiet|words?|sentence|what|textContent|ariaLabel)$/

/** Attributes that people never read, and messages. */
const QUIET =
  /^(?:message|className|sandbox|controlsList|viewBox|d|transform|aria-keyshortcuts|data-\w+)$/

/** What makes messages of them, and what takes no words at all. */
const CARRYING =
  /^(?:t|msg|querySelector|querySelectorAll|Symbol|closest|matches|matchMedia|getItem)$/

const CAPITAL = /^\p{Lu}\p{Ll}+/u
const SENTENCE = /\p{L}{2},? \p{L}{2}/u

/** Names, keys and addresses are the same in every language. */
const NAMES =
  /^(?:(?:% · )?Space|Files|App|Error|Ctrl|Esc|(?:(?:Ctrl|Mod|Alt|Shift)\+)*(?:Arrow\w+|Escape|Enter|Delete|Del|Backspace|Home|End|Page(?:Up|Down)|Tab|ContextMenu|Menu|Alt|Shift|F\d+|[A-Z\d,/])|\w+Error|space:\/\/%?|Content-\w+|Windows-1252|BIP39|Argon2id|Ed25519)$/
