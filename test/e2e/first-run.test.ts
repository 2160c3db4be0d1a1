/** As a person begins: the daemon in a process of its own, an ordinary browser, and nothing there before. */
import { existsSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { createHome } from '../../core/src/home/open.ts'
import { newPhrase } from '../../core/src/identity/phrase.ts'
import { formsOf, type Needle, searchFolder } from '../faults/needles.ts'
import { newPerson } from './new-person.ts'
import { buildPages, POLL } from './window.ts'

beforeAll(buildPages)

const press = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).filter({ visible: true }).click()
const title = (page: Page, name: string): Promise<void> =>
  page.getByRole('heading', { level: 1, name }).waitFor({ timeout: 30_000 })

async function wordsOn(page: Page): Promise<string[]> {
  const list = page.getByRole('list', { name: 'Your 24 words' }).getByRole('listitem')
  await expect.poll(() => list.count(), POLL).toBe(24)
  return (await list.allInnerTexts()).map((text) => text.replace(/^\d+\s*/, '').trim())
}

/** Three in a row as they would stand in a text, in a list and in a file; one word alone is anywhere by chance. */
function neighbours(words: readonly string[]): Needle[] {
  // Each word is in one of them, and what is looked for stays little: a profile is many megabytes.
  return words.flatMap((_, at) =>
    at % 3 > 0
      ? []
      : [' ', '","', '\n'].flatMap((between) =>
          formsOf(`words ${at + 1} to ${at + 3}`, words.slice(at, at + 3).join(between)),
        ),
  )
}

/** What of the words is left in the page, and outside of it. */
async function leftIn(page: Page, words: readonly string[]): Promise<string[]> {
  const kept = await page.evaluate(() =>
    JSON.stringify([
      { ...localStorage },
      { ...sessionStorage },
      location.href,
      history.state,
      document.cookie,
    ]),
  )
  return words.filter((word) => kept.includes(word) && word.length > 5)
}

function autofilled(profile: string): number {
  const path = join(profile, 'Default', 'Web Data')
  if (!existsSync(path)) return 0
  using db = new DatabaseSync(path, { readOnly: true })
  return Number(db.prepare('select count(*) as n from autofill').get()?.['n'])
}

test('a new space is there in four steps; a window that is closed half way loses nothing', async () => {
  await using person = await newPerson()
  const began = performance.now()
  let page = await person.open()
  await title(page, 'A place for your things that only you can open')
  await press(page, 'Make a new space')
  await page.getByLabel('Your name').fill('Ada Lovelace')
  await page.getByRole('textbox', { name: 'This computer' }).fill('Desk')
  await press(page, 'Continue')
  const words = await wordsOn(page)
  // The person goes away, and comes back in another window.
  await page.close()
  page = await person.open()
  await title(page, 'Your recovery kit')
  expect(await wordsOn(page)).toEqual(words)
  await press(page, 'I have it safe')
  const asked = page.getByRole('combobox')
  await expect.poll(() => asked.count(), POLL).toBe(3)
  for (const field of await asked.all()) {
    const place = Number(/\d+/.exec(await labelOf(field))?.[0])
    await field.fill(words[place - 1] ?? '')
  }
  await press(page, 'These are my words')
  await title(page, 'Files can see and change everything in your space')
  await press(page, 'Open my space')
  await page.getByRole('tab', { name: /Files/ }).waitFor()
  const seconds = (performance.now() - began) / 1000
  console.log(`first run, with a window that was closed half way: ${seconds.toFixed(1)} s`)

  const status = JSON.parse(await person.command('status', '--json')) as { phraseKept: boolean }
  expect(status.phraseKept).toBe(false)
  expect(await person.command('identity', 'show')).toContain('Desk')
  await expect(person.command('identity', 'show', '--json', '--phrase')).rejects.toThrow()
  expect(await leftIn(page, words)).toEqual([])
  const needles = neighbours(words)
  const profile = await person.closeBrowser()
  expect(autofilled(profile)).toBe(0)
  expect(searchFolder(person.dir, needles)).toEqual([])
})

test('a space of before comes back by its words, in the window that is open', async () => {
  await using person = await newPerson()
  const phrase = newPhrase()
  const words = phrase.split(' ')
  const { did } = await createHome({
    dir: join(person.dir, 'old'),
    name: 'old',
    protection: { kind: 'file' },
    phrase,
  })
  const before = JSON.parse(await person.command('status', '--json')) as { did: string }
  expect(before.did).not.toBe(did)
  const page = await person.open()
  await press(page, 'I have 24 words')
  const field = (place: number) => page.getByLabel(`Word ${place}`, { exact: true })
  // By the beginnings of the words alone, as a person types them; the twelfth is misspelt at first.
  await field(1).focus()
  for (const [at, word] of words.entries()) {
    const typed = at === 11 ? 'xylopho' : word.slice(0, 4)
    await field(at + 1).focus()
    await page.keyboard.type(typed)
    await page.keyboard.press('Tab')
  }
  await page.getByText('Word 12 is not in the list of words').waitFor()
  await field(12).fill(words[11] ?? '')
  await press(page, 'Bring my space back')
  await title(page, 'What should Space call you?')
  const after = JSON.parse(await person.command('status', '--json')) as {
    did: string
    phraseKept: boolean
  }
  expect(after).toMatchObject({ did, phraseKept: false })
  await press(page, 'Continue')
  await title(page, 'Files can see and change everything in your space')
  // What is written now belongs to the space that came back, also after a power cut.
  await person.command('mkdir', '/Kept')
  await person.restart()
  expect(await person.command('ls')).toContain('Kept')
  expect((JSON.parse(await person.command('status', '--json')) as { did: string }).did).toBe(did)
  await title(page, 'Files can see and change everything in your space')
  expect(await leftIn(page, words)).toEqual([])
  const profile = await person.closeBrowser()
  expect(autofilled(profile)).toBe(0)
  expect(searchFolder(person.dir, neighbours(words))).toEqual([])
})

test('by keyboard alone; a passphrase that is chosen in the window is the one that opens the space', async () => {
  await using person = await newPerson()
  const page = await person.open()
  await title(page, 'A place for your things that only you can open')
  await tabTo(page, 'Make a new space')
  await page.keyboard.press('Enter')
  await title(page, 'What should Space call you?')
  await tabTo(page, 'Your name')
  await page.keyboard.type('Ada')
  await tabTo(page, 'Lock it with a passphrase')
  await page.keyboard.press('Space')
  for (const field of ['New passphrase', 'Once more']) {
    await tabTo(page, field)
    await page.keyboard.type('correct horse battery')
  }
  await page.keyboard.press('Enter')
  await wordsOn(page)
  await tabTo(page, 'Remind me in 3 days')
  await page.keyboard.press('Enter')
  await title(page, 'Files can see and change everything in your space')
  await tabTo(page, 'Open my space')
  await page.keyboard.press('Enter')
  await page.getByRole('tab', { name: /Files/ }).waitFor()
  const file = join(person.dir, 'passphrase')
  writeFileSync(file, 'correct horse battery')
  await person.restart('--password-file', file)
  const status = JSON.parse(await person.command('status', '--json')) as {
    keyring: string
    phraseKept: boolean
  }
  expect(status).toMatchObject({ keyring: 'passphrase', phraseKept: true })
  const profile = await person.closeBrowser()
  const secret = formsOf('the passphrase', 'correct horse battery')
  expect(searchFolder(profile, secret)).toEqual([])
  expect(searchFolder(person.home, secret)).toEqual([])
})

/** Goes on with Tab until what has the focus is called so. */
async function tabTo(page: Page, name: string): Promise<void> {
  const passed: string[] = []
  for (let tabs = 0; tabs < 30; tabs += 1) {
    await page.keyboard.press('Tab')
    const called = await page.evaluate(() => {
      const focused = document.activeElement
      const label = focused instanceof HTMLInputElement ? focused.labels?.[0] : undefined
      return (label ?? focused)?.textContent ?? ''
    })
    if (called.startsWith(name)) return
    passed.push(called)
  }
  throw new Error(`Tab does not come to ${name}, only to ${passed.join(', ')}`)
}

/** The words of the label that a field has. */
function labelOf(field: Locator): Promise<string> {
  return field.evaluate((input) => (input as HTMLInputElement).labels?.[0]?.textContent ?? '')
}
