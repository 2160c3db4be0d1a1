import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { TEST_FILE } from './layers/map.ts'
import { literalsIn } from './words/literals.ts'

const root = join(import.meta.dirname, '..')
const WINDOWS = /^(?:shell|ui|plugins\/\w+)\/src\/.*\.tsx?$/

test('everything that people read in windows can be said in another language', () => {
  const paths = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root })
    .toString()
    .split('\n')
    .filter((path) => WINDOWS.test(path) && !TEST_FILE.test(path) && existsSync(join(root, path)))
  expect(paths.length).toBeGreaterThan(100)
  const found = paths.flatMap((path) => literalsIn(path, readFileSync(join(root, path), 'utf8')))
  expect(found).toEqual([])
})

test.each([
  ['words between tags', '<p>Nothing here</p>'],
  ['words in braces', `<p>{'Nothing here'}</p>`],
  ['words that are chosen', `<p>{isIn ? 'Yes, here' : none}</p>`],
  ['words that may be there', `<p>{isIn && 'Here'}</p>`],
  ['a template', '<p>{`Nothing in ${name}`}</p>'],
  ['a label', '<button aria-label="Close" />'],
  ['a label that is chosen', `<button title={isIn ? i18n.t('Close') : 'Open'} />`],
  ['a toast', `say('Moved')`],
  ['a field of a table', `const page = { text: 'About' }`],
  ['a word that is answered', `const wordOf = () => { return isIn ? here : 'There' }`],
  ['a sentence anywhere', `const words = ['is not here']`],
  ['why something failed', `throw new SpaceError('offline', 'Away', { cause })`],
  ['an attribute that is set', `frame.setAttribute('title', 'An app')`],
  ['a field that is set', `frame.title = 'An app'`],
  ['an attribute of a part', '<Ask allow="Open it" />'],
])('said without a message: %s', (_what, source) => {
  expect(literalsIn('x.tsx', source)).toHaveLength(1)
})

test.each([
  `<p>{i18n.t('Nothing here')}</p>`,
  `<p className="nothing here">{name}: {count} ✓ → A</p>`,
  `<kbd>Esc</kbd>`,
  `const place = { kind: 'home' }`,
  `const WORDS = { added: msg('Added') }`,
  `<Rich message="<0>{app}</0> asks" parts={[<b key="app" />]} />`,
  `throw new SpaceError('bad-input', 'A title is a text')`,
  `throw new TypeError('the page has no #root')`,
  `frame.setAttribute('sandbox', 'allow-scripts allow-forms')`,
  `if (chord === 'Ctrl+Shift+N') press('Escape')`,
])('%s is fine', (source) => {
  expect(literalsIn('x.tsx', source)).toEqual([])
})
