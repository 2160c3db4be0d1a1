import { expect, test } from 'vitest'
import published from '../space.app.schema.json' with { type: 'json' }
import { publishedSchema } from './manifest-schema.ts'
import { parseManifest } from './manifest.ts'

const least = {
  manifest: 1,
  id: 'notes',
  name: 'Notes',
  version: '1.0.0',
  entry: 'index.html',
}
const whole = {
  ...least,
  $schema: 'https://example.org/space.app.schema.json',
  description: 'Writes things down',
  icons: [{ src: 'img/icon.svg', sizes: 'any' }],
  publisher: 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK',
  requests: [
    { type: 'directory', mode: 'change', reason: 'To keep your notes' },
    { type: 'file', mode: 'read', reason: 'To insert a picture' },
    { type: 'save', reason: 'To export a note' },
    { type: 'host', host: 'api.example.com', reason: 'To fetch the weather' },
    { type: 'host', host: 'xn--bcher-kva.example', reason: 'To fetch books' },
    { type: 'identity', reason: 'To sign notes' },
  ],
  handlers: [{ mime: 'text/markdown', action: 'edit' }],
  services: [{ entry: 'index.js', wake: 'file-change' }],
  integrity: { files: { 'index.html': `sha256-${'0'.repeat(64)}` }, root: 'bafy' },
  signature: 'e30..e30',
}

test('the least and the fullest manifest come back as they were', () => {
  expect(parseManifest(least)).toEqual(least)
  expect(parseManifest(whole)).toEqual(whole)
})

test('the published JSON Schema is the one that is checked', () => {
  expect(published).toEqual(publishedSchema)
})

test.each([
  ['nothing', undefined, 'space.app.json: it is missing'],
  ['a list', [], 'space.app.json: it must be an object, not array'],
  ['no name', { ...least, name: undefined }, 'name is missing'],
  ['no entry', without('entry'), 'it has no "entry"'],
  ['another format', { ...least, manifest: 2 }, 'manifest must be 1'],
  ['a wrong id', { ...least, id: 'No Tes' }, 'id must be 2 to 31 small letters'],
  ['an empty name', { ...least, name: '' }, 'name must not be empty'],
  [
    'a name that turns text around',
    { ...least, name: 'Fi\u202Eles' },
    'name must be a name without',
  ],
  ['an invisible name', { ...least, name: '\u200B' }, 'name must be a name without'],
  ['a name with a line break', { ...least, name: 'a\nb' }, 'name must be a name without'],
  ['a name for two lines', { ...least, name: 'n'.repeat(41) }, 'name is longer than 40'],
  ['no version', { ...least, version: 'new' }, 'version must be a semantic version'],
  ['a field too many', { ...least, permissions: [] }, 'it has a field "permissions" that'],
  [
    'a mode too many',
    asking({ type: 'file', mode: 'all', reason: 'r' }),
    'requests[0].mode must be',
  ],
  ['no reason', asking({ type: 'file', mode: 'read' }), 'requests[0] has no "reason"'],
  ['a type too many', asking({ type: 'disk', reason: 'r' }), 'requests[0].type must be one of'],
  ['a request that is text', asking('disk'), 'requests[0].type must be one of'],
  ['a host with a wildcard', host('*.example.com'), 'requests[0].host must be a host name'],
  ['a host with a port', host('example.com:80'), 'requests[0].host must be a host name'],
  ['an address', host('127.0.0.1'), 'requests[0].host must be a host name'],
  ['this machine', host('localhost'), 'requests[0].host must be a host name'],
  ['a prototype', JSON.parse('{"__proto__":{},"manifest":1}'), 'has no "id"'],
  [
    'the same twice',
    { ...least, requests: [whole.requests[1], whole.requests[1]] },
    'requests asks twice for file',
  ],
])('%s is refused in words', (_name, value, words) => {
  expect(() => parseManifest(value)).toThrowError(
    expect.objectContaining({ code: 'bad-input', message: expect.stringContaining(words) }),
  )
})

test.each([
  '../index.html',
  'a/../b.html',
  './index.html',
  '/index.html',
  'a//b.html',
  'a\\b.html',
  'space/sdk.js',
  '~cap/x',
  'a?b',
  'a#b',
  'a%2e',
  'c:a',
  'a\0b',
  'a/',
  '',
])('%j is no path of a bundle', (entry) => {
  expect(() => parseManifest({ ...least, entry })).toThrowError(
    expect.objectContaining({ code: 'bad-input', facts: { at: 'entry' } }),
  )
})

function without(field: keyof typeof least): unknown {
  const { [field]: _, ...rest } = least
  return rest
}

function asking(request: unknown): unknown {
  return { ...least, requests: [request] }
}

function host(name: string): unknown {
  return asking({ type: 'host', host: name, reason: 'r' })
}
