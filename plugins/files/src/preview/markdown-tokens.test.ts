import { expect, test } from 'vitest'
import { tokensOf } from './markdown-tokens.ts'

const said = (text: string): string => JSON.stringify(tokensOf(text))

test('HTML inside of it is read, never kept: no tag, no script, no comment', () => {
  const marks = said(
    'Hi <b onclick="x()">there</b>\n\n<script>steal()</script>\n\n<style>p{}</style>\n\n' +
      '<iframe src="http://evil.example"></iframe>\n\n<!-- secret -->\n\n<div>kept <img src=x onerror=a()></div>',
  )
  expect(marks).not.toMatch(/[<>]|steal|onclick|onerror|evil|secret|p\{/)
  expect(marks).toContain('there')
  expect(marks).toContain('kept')
})

test('an end of a tag that never comes takes nothing else along but itself', () => {
  expect(said('a <script>b')).not.toContain('<script')
})

test('characters by name and number are those characters', () => {
  expect(tokensOf('a &amp; b &#8364; &mdash; &nobody;')).toMatchObject([
    { is: 'paragraph', inside: [{ is: 'text', text: 'a & b € — &nobody;' }] },
  ])
})

test('a name that every object has is no character', () => {
  const text = '&toString; &valueOf; &hasOwn;'
  expect(tokensOf(text)).toMatchObject([{ is: 'paragraph', inside: [{ is: 'text', text }] }])
})

test('links and pictures keep where they lead, for the person to see', () => {
  expect(tokensOf('[a](javascript:x) ![b](http://c.example/d.png)')).toMatchObject([
    {
      inside: [
        { is: 'link', href: 'javascript:x' },
        { is: 'text' },
        { is: 'picture', href: 'http://c.example/d.png', text: 'b' },
      ],
    },
  ])
})

test('headings are named so that links lead there, each once', () => {
  expect(tokensOf('# Açaí & Co\n\n# Açaí & Co')).toMatchObject([
    { is: 'heading', id: 'açaí--co' },
    { is: 'heading', id: 'açaí--co-1' },
  ])
})

test('what is nested deeper than anybody writes stands as it is', () => {
  const deep = `${'> '.repeat(200)}bottom`
  const depth = (marks: unknown): number =>
    Array.isArray(marks)
      ? Math.max(0, ...marks.map((mark: { inside?: unknown }) => 1 + depth(mark.inside)))
      : 0
  expect(depth(tokensOf(deep))).toBeLessThan(60)
  expect(said(deep)).toContain('bottom')
})

test('lists, tasks and tables', () => {
  expect(tokensOf('3. a\n4. b\n\n- [x] done\n\n| a | b |\n|--|--:|\n| 1 | 2 |')).toMatchObject([
    { is: 'list', start: 3 },
    {
      is: 'list',
      start: null,
      inside: [{ is: 'item', inside: [{ is: 'check', done: true }, {}] }],
    },
    { is: 'table', head: [{ align: null }, { align: 'right' }] },
  ])
})
