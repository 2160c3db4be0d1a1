import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openWindow, says } from './window.ts'

const README = join(import.meta.dirname, '..', '..', 'sdk', 'README.md')
/** A file name in bold, and the code after it. */
const FILE = /\*\*`([\w.-]+)`\*\*[^\n]*\n\n```\w+\n(.*?)```/gs

test('whoever follows sdk/README.md has an app that works', async () => {
  await using stack = new AsyncDisposableStack()
  const folder = mkdtempSync(join(tmpdir(), 'space-word-count-'))
  stack.defer(() => rmSync(folder, { recursive: true, force: true }))
  const files = [...readFileSync(README, 'utf8').matchAll(FILE)]
  expect(files.map(([, name]) => name)).toEqual([
    'space.app.json',
    'index.html',
    'count.css',
    'count.js',
  ])
  for (const [, name = '', content = ''] of files) writeFileSync(join(folder, name), content)
  const space = stack.use(await openWindow())
  await space.write('/Texts/poem.txt', 'one two three')
  const { page } = space

  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByRole('dialog').getByRole('textbox').fill(folder)
  await page.getByRole('button', { name: 'Look at it' }).click()
  await page.getByRole('button', { name: 'Add Word Count' }).click()
  await page.getByRole('button', { name: 'Word Count' }).first().click()

  const frame = await space.app()
  await frame.getByRole('button', { name: 'Choose a text…' }).click()
  const picker = page.getByRole('dialog')
  await picker.getByText('Texts', { exact: true }).first().dblclick()
  await picker.getByText('poem.txt', { exact: true }).first().click()
  await picker.getByRole('button', { name: /^Let Word Count/ }).click()
  await says(frame, 'poem.txt: 3 words')
  expect(await frame.getByRole('listitem').allTextContents()).toEqual(['poem.txt: 3 words'])
  expect(await space.read('/Apps/Word Count/counts.txt')).toBe('poem.txt: 3 words\n')
  expect(space.complaints).toEqual([])
})
