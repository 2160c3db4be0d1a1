/** A person's first two days with Files: from nothing to yesterday's version, over a daemon in a process of its own. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pdfOf, pngOf, wavOf } from './file-samples.ts'
import { inFiles, type InFiles } from './in-files.ts'
import { newPerson, type Person } from './new-person.ts'
import { buildPages, POLL } from './window.ts'

const DAY_MS = 86_400_000
const open = new AsyncDisposableStack()
const outside = mkdtempSync(join(tmpdir(), 'space-outside-'))
/** Names that people have, those that programs make, and those that someone would send. */
const ODD = {
  emoji: '👩‍👩‍👧 família 🏖️.txt',
  bidi: '\u202Egpj.exe',
  line: 'two\nlines.txt',
  address: '#a?b%2F&c=d.txt',
  markup: '<img src=x onerror=ran()>.html',
  long: `${'long'.repeat(63)}.md`,
  accents: 'Café e\u0301 ñ 日本語.md',
} as const
const complaints: string[] = []
let person: Person
let files: InFiles

beforeAll(async () => {
  open.defer(() => rmSync(outside, { recursive: true, force: true }))
  buildPages()
  put('Trip/Photos/beach.png', pngOf(640, 480))
  put('Trip/Photos/tower.png', pngOf(300, 900))
  put('Trip/agreement.pdf', pdfOf(3))
  put('Trip/waves.wav', wavOf(2))
  put('Trip/code/answer.ts', 'export const answer = 42\n')
  put('Trip/notes.md', '# Trip\n\nThe plan of yesterday\n')
  put('Trip/costs.csv', 'what,amount\ntrain,12\n')
  for (const name of Object.values(ODD)) put(`Trip/odd/${name}`, `in ${name}`)
  mkdirSync(join(outside, 'Trip', 'Later'))
  person = open.use(await newPerson({ behindMs: DAY_MS }))
})
afterAll(() => open.disposeAsync())

test('begins: in four steps there is a space, and Files stands open in it', async () => {
  const page = await person.open()
  listen()
  const press = (name: string) =>
    page.getByRole('button', { name, exact: true }).filter({ visible: true }).click()
  await press('Make a new space')
  await page.getByLabel('Your name').fill('Ada')
  await press('Continue')
  await press('Remind me in 3 days')
  await press('Open my space')
  files = inFiles(page)
  await files.isIn('My files')
  await (await files.frame()).getByRole('heading', { name: 'Nothing here yet' }).waitFor()

  function listen(): void {
    page.on('pageerror', ({ message }) => complaints.push(message))
    page.on('dialog', (dialog) => complaints.push(dialog.message()))
  }
})

test('drags in a whole folder: every name and byte is there, and odd names are only names', async () => {
  await files.drop([join(outside, 'Trip')])
  await files.said(/Added 14 files to My files/)
  expect((await person.command('ls', '/Trip')).split('\n')).toContain('Later/')
  for (const name of Object.values(ODD)) {
    expect(await person.command('cat', `/Trip/odd/${name}`)).toBe(`in ${name}`)
  }
  await go('Trip', 'odd')
  const frame = await files.frame()
  const rows = frame.getByRole('grid').locator('[data-index]')
  await expect.poll(() => rows.count(), POLL).toBe(Object.keys(ODD).length)
  await keepTheirRows()
})

test('looks at each of them', async () => {
  await go('Trip')
  const frame = await files.frame()
  const looks: [string[], string, string][] = [
    [['Trip', 'Photos'], 'beach.png', 'img'],
    [['Trip'], 'agreement.pdf', 'canvas'],
    [['Trip'], 'waves.wav', 'audio'],
    [['Trip', 'code'], 'answer.ts', 'text=answer'],
    [['Trip'], 'notes.md', 'text=The plan of yesterday'],
    [['Trip'], 'costs.csv', 'text=train'],
  ]
  for (const [path, name, sight] of looks) {
    await go(...path)
    await (await files.named(name)).click()
    await files.page.keyboard.press('Space')
    const dialog = frame.getByRole('dialog', { name, exact: true })
    await dialog.locator(sight).first().waitFor()
    await files.page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  }
})

test('finds one by a part of its name, wherever it lies', async () => {
  await go()
  const frame = await files.frame()
  await files.page.keyboard.press('Control+f')
  await frame.getByRole('searchbox').filter({ visible: true }).fill('answ')
  await files.shows('answer.ts')
  await files.page.keyboard.press('Escape')
})

test('renames, moves by mouse and by keyboard, throws away, and takes it all back', async () => {
  await go('Trip')
  const { keyboard } = files.page
  const frame = await files.frame()
  await (await files.named('costs.csv')).click()
  await keyboard.press('F2')
  await keyboard.type('what it cost')
  await keyboard.press('Enter')
  await (await files.named('what it cost.csv')).waitFor()
  await holds('/Trip', 'what it cost.csv')

  await (await files.named('waves.wav')).dragTo(await files.named('Later'))
  await files.said('Moved 1 item to Later')
  await holds('/Trip/Later', 'waves.wav')

  await (await files.named('agreement.pdf')).click()
  await keyboard.press('Control+Shift+m')
  const dialog = frame.getByRole('dialog', { name: /Where to move/ })
  await dialog.getByRole('button', { name: 'Later', exact: true }).press('Enter')
  await dialog.getByRole('button', { name: 'Move to Later' }).press('Enter')
  await holds('/Trip/Later', 'agreement.pdf')

  await (await files.named('code')).click()
  await keyboard.press('Delete')
  await files.said('Moved “code” to the trash')
  await holdsNot('/Trip', 'code/')
  // Back to how it was in the morning, step by step, and forward again.
  for (const [path, name] of [
    ['/Trip', 'code/'],
    ['/Trip', 'agreement.pdf'],
    ['/Trip', 'waves.wav'],
    ['/Trip', 'costs.csv'],
  ] as const) {
    await keyboard.press('Control+z')
    await holds(path, name)
  }
  for (const [path, name] of [
    ['/Trip', 'what it cost.csv'],
    ['/Trip/Later', 'waves.wav'],
    ['/Trip/Later', 'agreement.pdf'],
  ] as const) {
    await keyboard.press('Control+y')
    await holds(path, name)
  }
  await keyboard.press('Control+y')
  await holdsNot('/Trip', 'code/')
})

test('sees what takes space', async () => {
  const frame = await files.frame()
  await frame.getByRole('button', { name: 'Storage', exact: true }).click()
  await frame.getByRole('heading', { name: /in 14 files|in 13 files/ }).waitFor()
  await frame.getByRole('heading', { name: 'Biggest files' }).waitFor()
  await frame
    .locator('main')
    .getByRole('button', { name: /^Trash/ })
    .waitFor()
})

test('comes back the next day, changes a text, and goes back to how it was yesterday', async () => {
  await person.restart()
  files = inFiles(await person.open())
  await files.page.getByRole('button', { name: 'Files', exact: true }).first().click()
  await files.isIn('My files')
  await go('Trip')
  put('notes.md', '# Trip\n\nThe plan of today, and it is worse\n')
  await files.drop([join(outside, 'notes.md')])
  const frame = await files.frame()
  await frame.getByRole('radio', { name: /Use the new one/ }).check()
  await frame.getByRole('button', { name: 'Use the new one' }).click()
  await expect.poll(() => person.command('cat', '/Trip/notes.md'), POLL).toContain('worse')
  await files.menu('notes.md', 'Versions')
  const yesterday = frame.getByRole('region', { name: 'Yesterday' })
  await yesterday.getByTitle('Look at it').first().click()
  const look = frame.getByRole('dialog')
  await look.getByText('The plan of yesterday').waitFor()
  await files.page.keyboard.press('Escape')
  await look.waitFor({ state: 'detached' })
  await yesterday.getByRole('button', { name: /^More for/ }).click()
  await frame.getByRole('menuitem', { name: 'Restore this version' }).click()
  await expect.poll(() => person.command('cat', '/Trip/notes.md'), POLL).toContain('yesterday')
})

test('has the folder as it was yesterday, with what is no longer in it', async () => {
  const frame = await files.frame()
  await (await files.named('Photos')).click()
  await files.page.keyboard.press('Delete')
  await holdsNot('/Trip', 'Photos/')
  await files.page.keyboard.press('Control+h')
  const dialog = frame.getByRole('dialog', { name: /as it was/ })
  const now = new Date()
  const before = new Date(now.getTime() - DAY_MS)
  await dialog
    .getByRole('button', { name: /, \d+ changes?$/ })
    .first()
    .waitFor()
  if (before.getMonth() !== now.getMonth()) {
    await dialog.getByRole('button', { name: 'Month before' }).click()
  }
  const date = before.toLocaleDateString('en-GB', { day: 'numeric', month: 'long' })
  await dialog.getByRole('button', { name: new RegExp(`^${date},`) }).click()
  await frame.getByText(/^As it was: Yesterday/).waitFor()
  await (await files.named('Photos')).waitFor()
  await frame.getByRole('button', { name: 'Restore this folder' }).click()
  await holds('/Trip', 'Photos/')
})

test('nothing of any name or file ran or broke on the way', async () => {
  expect(complaints).toEqual([])
  expect(await (await files.frame()).evaluate(() => 'ran' in globalThis)).toBe(false)
})

/** Goes to a folder from My files, as people do: by opening one after the other. */
async function go(...path: readonly string[]): Promise<void> {
  const frame = await files.frame()
  await frame
    .getByRole('navigation', { name: 'Places' })
    .getByRole('button', { name: 'My files' })
    .click()
  await files.isIn('My files')
  for (const name of path) {
    await (await files.named(name)).dblclick()
    await files.isIn(name)
  }
}

/** Each name stands in its row, on one line, whatever is in it. */
async function keepTheirRows(): Promise<void> {
  const shown = (await files.frame()).getByRole('grid').locator('[data-grip][title]')
  const all = await shown.evaluateAll((found) =>
    found.map((one) => {
      const row = one.closest('[role=row]')?.getBoundingClientRect()
      const { height, left, right } = one.getBoundingClientRect()
      return row !== undefined && height < row.height && left >= row.left && right <= row.right
    }),
  )
  expect(all).not.toContain(false)
}

async function holds(path: string, name: string): Promise<void> {
  await expect
    .poll(async () => (await person.command('ls', path)).split('\n'), POLL)
    .toContain(name)
}

async function holdsNot(path: string, name: string): Promise<void> {
  await expect
    .poll(async () => (await person.command('ls', path)).split('\n'), POLL)
    .not.toContain(name)
}

function put(path: string, content: string | Uint8Array): void {
  const file = join(outside, path)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, content)
}
