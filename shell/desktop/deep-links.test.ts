import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isDeepLink, linkAmong, takeLinks } from './deep-links.ts'
import { outsideLink } from './outside.ts'
import { fakeElectron } from './testing/fake-electron.ts'

function taking(isFirst = true) {
  const fake = fakeElectron({ isFirst })
  const went: unknown[] = []
  const isOurs = takeLinks(fake.electron, (link) => void went.push(link))
  return { fake, went, isOurs }
}

test('a second Space hands its link to the first, and ends', () => {
  expect(taking(false)).toMatchObject({ isOurs: false, fake: { done: [] } })
  const { fake, went, isOurs } = taking()
  expect([isOurs, fake.done]).toEqual([true, ['client space']])
  fake.app.emit('second-instance', {}, ['/opt/Space/space', '--flag', 'space://files/Photos'])
  fake.app.emit('second-instance', {}, ['/opt/Space/space'])
  expect(went).toEqual(['space://files/Photos', undefined])
})

test('a link comes from the system too, and only a link', () => {
  const { fake, went } = taking()
  const prevented: string[] = []
  for (const url of ['space://files', 'space://files/..', 'https://example.org/', 'space:files']) {
    fake.app.emit('open-url', { preventDefault: () => void prevented.push(url) }, url)
  }
  expect([went, prevented.length]).toEqual([['space://files'], 4])
})

test('the program itself is no link, whatever its folder is called', () => {
  const { fake, went } = taking()
  fake.app.emit('second-instance', {}, ['space://files/Photos'])
  expect(went).toEqual([undefined])
})

test.each([
  '--proxy-server=http://evil.example',
  'space:files',
  'space://',
  'space://files/%00',
  ' space://files',
  'file:///etc/passwd',
  `space://files/${'x/'.repeat(5000)}`,
])('%j is no deep link', (text) => {
  expect(linkAmong([text])).toBeUndefined()
})

test('whatever is handed over, no argument of a program is taken for a link', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string().map((rest) => `space://${rest}`),
      ),
      (text) => {
        if (isDeepLink(text)) expect(text).toMatch(/^space:\/\/[a-z][a-z0-9-]*(?:\/|$|\s)/i)
      },
    ),
    { numRuns: 1000 },
  )
})

test.each(['https://example.org/a?b#c', 'http://example.org/'])('%s opens outside', (url) => {
  expect(outsideLink(url)).toBe(url)
})

test.each([
  'file:///etc/passwd',
  'javascript:alert(1)',
  'smb://host/share',
  'ms-msdt:/id',
  'space://files',
  'http://localhost:7723/',
  'http://space.localhost:7723/',
  'http://space.localhost.:7723/',
  'http://127.0.0.1/',
  'http://2130706433/',
  'http://[::1]/',
  'https://a:b@example.org/',
  'https://a@example.org/',
  `https://example.org/${'x'.repeat(2050)}`,
  undefined,
  7,
  { href: 'https://example.org/' },
])('%j does not', (url) => {
  expect(() => outsideLink(url)).toThrow(expect.objectContaining({ code: 'bad-input' }))
})
