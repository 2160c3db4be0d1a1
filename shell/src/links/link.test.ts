import fc from 'fast-check'
import { expect, test } from 'vitest'
import { linkOf, writtenLink } from './link.ts'

const CID = 'bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi'

test.each([
  ['space://home', { kind: 'place', place: { kind: 'home' } }],
  ['space://settings/about', { kind: 'place', place: { kind: 'settings', page: 'about' } }],
  ['space:files', { kind: 'app', id: 'files', path: [] }],
  ['SPACE://files/', { kind: 'app', id: 'files', path: [] }],
  ['space://files/Photos/2026', { kind: 'app', id: 'files', path: ['Photos', '2026'] }],
  ['space://files/a b/100%25', { kind: 'app', id: 'files', path: ['a b', '100%'] }],
  [`ipfs://${CID}/a`, { kind: 'site', by: 'content', address: `ipfs://${CID}/a` }],
  [CID, { kind: 'site', by: 'content', address: `ipfs://${CID}` }],
  ['ipns://k51', { kind: 'site', by: 'name', address: 'ipns://k51' }],
  ['welcome.hns', { kind: 'site', by: 'handshake', address: 'hns://welcome.hns' }],
  ['welcome/', { kind: 'site', by: 'handshake', address: 'hns://welcome/' }],
  ['https://a:b@example.com/x', { kind: 'web', url: 'https://example.com/x' }],
  ['example.com/x', { kind: 'web', url: 'https://example.com/x' }],
])('%s leads somewhere', (text, link) => {
  expect(linkOf(text)).toEqual(link)
})

test.each([
  '',
  'lisbon',
  'notes.txt',
  'a budget/2026',
  'space://',
  'space://../x',
  'space://files/../x',
  'space://files/%2e%2e/x',
  'space://files/a%2Fb',
  'space://files/%',
  'space://files//a',
  'space://app/ledger',
  'javascript:alert(1)',
  'data:text/html,x',
  'file:///etc/passwd',
  'http://space.localhost:7723/',
  'http://localhost/',
  `space://files/${'x'.repeat(9000)}`,
])('%j leads nowhere', (text) => {
  expect(linkOf(text)).toBeUndefined()
})

test('names come back from what is written, whatever is in them', () => {
  const name = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
    .filter((text) => !/^\.{1,2}$/.test(text) && !/[/\0]/.test(text) && text.trim() === text)
  fc.assert(
    fc.property(fc.array(name, { maxLength: 5 }), (path) => {
      const written = writtenLink('files', path)
      expect(linkOf(written)).toEqual({ kind: 'app', id: 'files', path })
    }),
  )
})

test('whatever was typed is a link or none', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'binary' }).map((rest) => `space://${rest}`),
    fc.webUrl({ withFragments: true, withQueryParameters: true }),
  )
  fc.assert(
    fc.property(text, (typed) => {
      const link = linkOf(typed)
      if (link?.kind === 'web') expect(link.url).toMatch(/^https?:\/\//)
      if (link?.kind === 'app') for (const name of link.path) expect(name).not.toMatch(/[/\0]/)
    }),
    { numRuns: 1000 },
  )
})
