import { expect, test } from 'vitest'
import { harmlessNames } from './zip-names.ts'

test.each([
  ['a.txt', 'a.txt'],
  ['.profile', '.profile'],
  ['Zoë 👩‍🚀.jpg', 'Zoë 👩‍🚀.jpg'],
  ['what? "this" <that> *.md', 'what? "this" <that> *.md'],
  ['..\\..\\Startup\\run.bat', '.._.._Startup_run.bat'],
  ['C:\\Windows', 'C__Windows'],
  ['notes.txt:hidden.exe', 'notes.txt_hidden.exe'],
  ['a\nb\tc\u001b[31m\u0085', 'a_b_c_[31m_'],
  ['...', '___'],
  ['.. ', '___'],
  ['. .', '___'],
  ['CON', '_CON'],
  ['nul.txt', '_nul.txt'],
  ['Com1 .tar.gz', '_Com1 .tar.gz'],
  ['LPT²', '_LPT²'],
  ['console.log', 'console.log'],
  ['com10', 'com10'],
  ['half \ud800', 'half \ufffd'],
])('%j goes abroad as %j', (name, made) => {
  expect(harmlessNames([name])).toEqual([made])
})

test('names that are made alike are told apart, and those that were so keep theirs', () => {
  expect(harmlessNames(['a\\b.txt', 'a:b.txt', 'a_b.txt', 'a_b (2).txt', 'x'])).toEqual([
    'a_b (3).txt',
    'a_b (4).txt',
    'a_b.txt',
    'a_b (2).txt',
    'x',
  ])
})
