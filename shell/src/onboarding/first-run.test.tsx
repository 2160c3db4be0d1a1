import { cleanup, fireEvent, screen, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { WORDS } from '../fake/fake-home.ts'
import { FILES } from '../fake/world.ts'
import { open, press, settle } from '../space.samples.tsx'

afterEach(cleanup)

const NEW = {
  apps: [FILES],
  grants: [],
  home: {
    step: 'welcome',
    person: '',
    device: 'laptop',
    lock: 'file',
    wordsKept: true,
    confirmedAt: null,
    mayRecover: true,
  },
} as const

const at = (step: 'welcome' | 'you' | 'kit' | 'files') => ({ ...NEW, home: { ...NEW.home, step } })

const title = (): string | null => screen.getByRole('heading', { level: 1 }).textContent

async function type(label: string, value: string): Promise<void> {
  fireEvent.change(screen.getByLabelText(label), { target: { value } })
  await settle()
}

async function typeWords(words: readonly string[]): Promise<void> {
  const places = screen.getAllByRole('combobox').map((field) => field.getAttribute('id'))
  expect(places).toHaveLength(words.length)
  for (const [i, field] of screen.getAllByRole('combobox').entries())
    fireEvent.change(field, { target: { value: words[i] } })
  await settle()
}

test('a new space is there in four steps, and Files gets what was said', async () => {
  const { shell, grants } = await open('home', NEW)
  expect(title()).toBe('A place for your things that only you can open')
  await press('Make a new space')
  await type('Your name', 'Ada')
  await press('Continue')
  expect(screen.getByText('harbor', { selector: '[aria-label="Your 24 words"] *' })).toBeTruthy()
  await press('I have it safe')
  expect(title()).toBe('Type words 4, 11 and 19')
  await typeWords(['cactus', 'pottery', 'bamboo'])
  await press('These are my words')
  expect(title()).toBe('Files can see and change everything in your space')
  expect(grants.now()).toEqual([])
  await press('Open my space')
  expect(grants.now()).toMatchObject([{ app: { label: FILES.label }, mode: 'change', until: null }])
  expect(shell.person.getState().home).toMatchObject({
    step: null,
    person: 'Ada',
    wordsKept: false,
  })
  expect(shell.tabs.getState().tabs.at(-1)?.place).toMatchObject({ label: FILES.label })
})

test('it goes on where it was, with the words in nobody else’s hands', async () => {
  const { shell } = await open('home', at('kit'))
  expect(title()).toBe('Your recovery kit')
  // They are on this page, and on the one that would be printed.
  expect(document.body.textContent).toContain('velvet')
  expect(JSON.stringify(shell.tabs.getState()) + window.location.href).not.toContain('velvet')
  await press('Back')
  expect(title()).toBe('What should Space call you?')
  expect(document.body.textContent).not.toContain('velvet')
  expect(shell.kit.getState().words).toBeUndefined()
})

test('who gets 24 words is told that they are no copy of the files', async () => {
  await open('home', at('kit'))
  expect(document.body.textContent).toContain('They hold no files')
  expect(document.body.textContent).not.toContain('if this computer is lost')
})

test('wrong words change nothing, and others are asked for', async () => {
  const { shell } = await open('home', at('kit'))
  await press('I have it safe')
  await typeWords(['cactus', 'pottery', 'anchor'])
  await press('These are my words')
  expect(screen.getByRole('alert').textContent).toContain('That is not what is on your page')
  expect(shell.person.getState().home?.wordsKept).toBe(true)
  await press('Type all 24 words instead')
  await typeWords(WORDS)
  await press('These are my words')
  expect(shell.person.getState().home).toMatchObject({ wordsKept: false, step: 'files' })
})

test('the words can wait three days', async () => {
  const { shell } = await open('home', at('kit'))
  await press('Remind me in 3 days')
  expect(shell.person.getState().home).toMatchObject({ step: 'files', wordsKept: true })
  expect(shell.person.getState().home?.remindAt).toBeGreaterThan(0)
})

test('the page is printed by the window, with the name of the person', async () => {
  const { prints } = await open('home', {
    ...NEW,
    home: { ...NEW.home, step: 'kit', person: 'Ada' },
  })
  await press('Print the page')
  expect(prints()).toBe(1)
  const page = document.body.querySelector(':scope > [aria-hidden="true"]')
  expect(page?.textContent).toContain('Recovery kit for Ada')
  expect(page?.textContent).toContain('Keep it where you keep your passport')
  expect(page?.querySelectorAll('ol')[0]?.children).toHaveLength(24)
})

test('a passphrase is typed twice, and shows the words without being asked for again', async () => {
  const { shell } = await open('home', at('you'))
  fireEvent.click(screen.getByRole('switch'))
  await settle()
  await type('New passphrase', 'correct horse battery')
  await type('Once more', 'correct hoarse battery')
  await press('Continue')
  expect(screen.getByText('The two differ. Type both again.')).toBeTruthy()
  expect(shell.person.getState().home?.lock).toBe('file')
  await type('Once more', 'correct horse battery')
  await press('Continue')
  expect(shell.person.getState().home?.lock).toBe('passphrase')
  expect(title()).toBe('Your recovery kit')
  expect(screen.getAllByText('harbor').length).toBeGreaterThan(0)
})

test('after a reload the passphrase is asked for before the words are shown', async () => {
  const world = at('you')
  const { shell } = await open('home', world)
  await shell.host.home.lock({ now: null, next: 'correct horse' })
  await shell.host.home.goTo('kit')
  await settle()
  expect(document.body.textContent).not.toContain('velvet')
  await type('Your passphrase', 'wrong')
  await press('Show the words')
  expect(screen.getByText('This is not the passphrase')).toBeTruthy()
  await type('Your passphrase', 'correct horse')
  await press('Show the words')
  expect(document.body.textContent).toContain('velvet')
})

test('Files may get one folder, a new one where there is none', async () => {
  const { grants, shell } = await open('home', at('files'))
  fireEvent.click(screen.getByRole('radio', { name: /One folder/ }))
  await settle()
  await press('Open my space')
  const [given] = grants.now()
  expect(given?.resource).toMatchObject({ kind: 'entry', entry: { name: 'House and money' } })
  expect(shell.person.getState().home?.step).toBeNull()
})

test('Files may get nothing', async () => {
  const { grants, shell } = await open('home', at('files'))
  fireEvent.click(screen.getByRole('radio', { name: /Nothing yet/ }))
  await press('Open my space')
  expect(grants.now()).toEqual([])
  expect(shell.person.getState().home?.step).toBeNull()
})

test('without Files the space is ready all the same', async () => {
  const { shell } = await open('home', { ...at('files'), apps: [] })
  expect(title()).toBe('Your space is ready')
  await press('Open my space')
  expect(shell.person.getState().home?.step).toBeNull()
})

test('a space of before comes back by its words, which are completed as they are typed', async () => {
  const { shell } = await open('home', NEW)
  await press('I have 24 words')
  const [first] = screen.getAllByRole('combobox')
  if (first === undefined) throw new Error('there is no field')
  expect(document.activeElement).toBe(first)
  fireEvent.change(first, { target: { value: 'harb' } })
  expect(within(screen.getByRole('listbox')).getByRole('option').textContent).toBe('harbor')
  fireEvent.keyDown(first, { key: ' ' })
  await settle()
  expect(first).toHaveProperty('value', 'harbor')
  expect(document.activeElement).toBe(screen.getByLabelText('Word 2'))
  // A paste fills those that follow, whatever stands between the words.
  const rest = WORDS.slice(1).map((word, i) => `${i + 2}. ${word}`)
  fireEvent.paste(screen.getByLabelText('Word 2'), {
    clipboardData: { getData: () => rest.join('\n') },
  })
  await settle()
  await press('Bring my space back')
  expect(shell.person.getState().home).toMatchObject({ step: 'you', wordsKept: false })
  expect(title()).toBe('What should Space call you?')
})

test('half a phrase is told for what it is, and a wrong word by its place', async () => {
  const { shell } = await open('home', NEW)
  await press('I have 24 words')
  const fields = screen.getAllByRole('combobox')
  fireEvent.change(screen.getByLabelText('Word 1'), {
    target: { value: WORDS.slice(0, 20).join(' ') },
  })
  await press('Bring my space back')
  expect(screen.getByRole('alert').textContent).toBe(
    '4 words are missing: 21 to 24. A part of the words opens nothing; all of them are needed.',
  )
  fireEvent.change(screen.getByLabelText('Word 7'), { target: { value: 'oxygem' } })
  const seventh = fields[6]
  if (seventh === undefined) throw new Error('there is no field')
  fireEvent.blur(seventh)
  await settle()
  expect(screen.getByRole('alert').textContent).toContain('Word 7 is not in the list of words')
  expect(seventh.getAttribute('aria-invalid')).toBe('true')
  expect(shell.person.getState().home?.step).toBe('welcome')
})

test('words that belong together to nobody bring nothing back', async () => {
  const { shell } = await open('home', NEW)
  await press('I have 24 words')
  const wrong = WORDS.with(23, 'harbor').join(' ')
  fireEvent.change(screen.getByLabelText('Word 1'), { target: { value: wrong } })
  await press('Bring my space back')
  expect(screen.getByRole('alert').textContent).toContain('These words do not belong together')
  expect(shell.person.getState().home?.step).toBe('welcome')
})

test('no field of words or secrets is one that a browser fills or keeps', async () => {
  await open('home', NEW)
  await press('I have 24 words')
  for (const field of screen.getAllByRole('combobox')) {
    expect(field.getAttribute('autocomplete')).toBe('off')
    expect(field.getAttribute('spellcheck')).toBe('false')
    expect(field.hasAttribute('name')).toBe(false)
    expect(field.getAttribute('type')).toBe('text')
    expect(field.closest('form')).toBeNull()
  }
})

test('where something was done already there is no way to another space', async () => {
  await open('home', { ...NEW, home: { ...NEW.home, mayRecover: false } })
  expect(screen.queryByRole('button', { name: 'I have 24 words' })).toBeNull()
})
