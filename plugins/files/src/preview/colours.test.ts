import { expect, test } from 'vitest'
import { paint } from './colours.ts'

const textOf = (lines: ReturnType<typeof paint>): string | undefined =>
  lines?.map((line) => line.map(([, text]) => text).join('')).join('\n')

test.each([
  ['ts', 'const a = "x" // <script>alert(1)</script> &amp;\n\nlet b = `${a}`\n'],
  ['html', '<p onclick="x()">&lt; \'q\' "r"</p>\n<!-- no -->'],
  ['py', 'def f(a):\n    """doc\n    more"""\n    return 1'],
])('a %s program has all of its characters, in its lines', (ending, text) => {
  expect(textOf(paint(text, ending))).toBe(text)
})

test('words are told apart', () => {
  expect(paint('const a = 1', 'ts')).toMatchObject([
    [
      ['word', 'const'],
      ['', ' a = '],
      ['number', '1'],
    ],
  ])
})

test('a language that nobody knows has no colours', () => {
  expect(paint('x', 'nobody')).toBeUndefined()
})
