/** Words of a program told apart by their role. Runs in a worker: see colours-worker.ts. */
import hljs from 'highlight.js/lib/core'
import bash from 'highlight.js/lib/languages/bash'
import c from 'highlight.js/lib/languages/c'
import cpp from 'highlight.js/lib/languages/cpp'
import csharp from 'highlight.js/lib/languages/csharp'
import css from 'highlight.js/lib/languages/css'
import diff from 'highlight.js/lib/languages/diff'
import dockerfile from 'highlight.js/lib/languages/dockerfile'
import go from 'highlight.js/lib/languages/go'
import ini from 'highlight.js/lib/languages/ini'
import java from 'highlight.js/lib/languages/java'
import javascript from 'highlight.js/lib/languages/javascript'
import json from 'highlight.js/lib/languages/json'
import kotlin from 'highlight.js/lib/languages/kotlin'
import latex from 'highlight.js/lib/languages/latex'
import lua from 'highlight.js/lib/languages/lua'
import makefile from 'highlight.js/lib/languages/makefile'
import markdown from 'highlight.js/lib/languages/markdown'
import php from 'highlight.js/lib/languages/php'
import python from 'highlight.js/lib/languages/python'
import r from 'highlight.js/lib/languages/r'
import ruby from 'highlight.js/lib/languages/ruby'
import rust from 'highlight.js/lib/languages/rust'
import scss from 'highlight.js/lib/languages/scss'
import sql from 'highlight.js/lib/languages/sql'
import swift from 'highlight.js/lib/languages/swift'
import typescript from 'highlight.js/lib/languages/typescript'
import xml from 'highlight.js/lib/languages/xml'
import yaml from 'highlight.js/lib/languages/yaml'

/** What a piece of text is, in a few roles that a theme can tell apart; empty for plain. */
export type Role = '' | 'word' | 'string' | 'number' | 'note' | 'name' | 'type'
export type Painted = readonly (readonly [Role, string])[]

/** Lines, each of painted pieces; undefined for a language that nobody here knows. */
export function paint(text: string, ending: string): readonly Painted[] | undefined {
  const language = LANGUAGES[ending]
  if (language === undefined) return undefined
  return linesOf(hljs.highlight(text, { language, ignoreIllegals: true }).value)
}

const GRAMMARS = {
  bash,
  c,
  cpp,
  csharp,
  css,
  diff,
  dockerfile,
  go,
  ini,
  java,
  javascript,
  json,
  kotlin,
  latex,
  lua,
  makefile,
  markdown,
  php,
  python,
  r,
  ruby,
  rust,
  scss,
  sql,
  swift,
  typescript,
  xml,
  yaml,
} as const
for (const [name, grammar] of Object.entries(GRAMMARS)) hljs.registerLanguage(name, grammar)

const LANGUAGES: Readonly<Record<string, keyof typeof GRAMMARS>> = {
  bash: 'bash',
  c: 'c',
  cc: 'cpp',
  cjs: 'javascript',
  conf: 'ini',
  cpp: 'cpp',
  cs: 'csharp',
  css: 'css',
  diff: 'diff',
  dockerfile: 'dockerfile',
  go: 'go',
  gradle: 'kotlin',
  h: 'c',
  hpp: 'cpp',
  htm: 'xml',
  html: 'xml',
  ini: 'ini',
  java: 'java',
  js: 'javascript',
  json: 'json',
  jsx: 'javascript',
  kt: 'kotlin',
  lua: 'lua',
  makefile: 'makefile',
  map: 'json',
  markdown: 'markdown',
  md: 'markdown',
  mjs: 'javascript',
  mk: 'makefile',
  patch: 'diff',
  php: 'php',
  plist: 'xml',
  py: 'python',
  r: 'r',
  rb: 'ruby',
  rs: 'rust',
  scss: 'scss',
  sh: 'bash',
  sql: 'sql',
  svg: 'xml',
  swift: 'swift',
  tex: 'latex',
  toml: 'ini',
  ts: 'typescript',
  tsx: 'typescript',
  webmanifest: 'json',
  xhtml: 'xml',
  xml: 'xml',
  yaml: 'yaml',
  yml: 'yaml',
  zsh: 'bash',
}

/** What the painter writes is nothing but spans and escaped text; no other markup can be in it. */
const PIECE = /<span class="([^"]*)">|<\/span>|&(amp|lt|gt|quot|#x27);|[^<&]+/g
const ESCAPED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#x27': "'",
}

function linesOf(painted: string): Painted[] {
  const lines: [Role, string][][] = [[]]
  const roles: Role[] = []
  const add = (text: string): void => {
    const role = roles.at(-1) ?? ''
    for (const [index, part] of text.split('\n').entries()) {
      if (index > 0) lines.push([])
      const line = lines.at(-1)
      const last = line?.at(-1)
      if (part === '') continue
      if (last !== undefined && last[0] === role) last[1] += part
      else line?.push([role, part])
    }
  }
  for (const [whole, scope, escaped] of painted.matchAll(PIECE)) {
    if (scope !== undefined) roles.push(roleOf(scope) || (roles.at(-1) ?? ''))
    else if (whole === '</span>') roles.pop()
    else add(escaped === undefined ? whole : (ESCAPED[escaped] ?? ''))
  }
  return lines
}

function roleOf(scope: string): Role {
  const [, kind = ''] = /hljs-([\w-]+)/.exec(scope) ?? []
  return ROLES[kind] ?? ''
}

const ROLES: Readonly<Record<string, Role>> = {
  keyword: 'word',
  literal: 'word',
  'selector-tag': 'word',
  name: 'word',
  tag: 'word',
  deletion: 'word',
  section: 'word',
  doctag: 'word',
  operator: '',
  string: 'string',
  regexp: 'string',
  addition: 'string',
  code: 'string',
  link: 'string',
  char: 'string',
  number: 'number',
  symbol: 'number',
  bullet: 'number',
  'selector-class': 'name',
  'selector-id': 'name',
  comment: 'note',
  quote: 'note',
  meta: 'note',
  title: 'name',
  attr: 'name',
  attribute: 'name',
  property: 'name',
  variable: 'name',
  'template-variable': 'name',
  function_: 'name',
  built_in: 'type',
  type: 'type',
  class_: 'type',
}
