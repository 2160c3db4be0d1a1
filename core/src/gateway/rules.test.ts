import { expect, test } from 'vitest'
import fc from 'fast-check'
import { ENDINGS, mediaType } from '@space/sdk/media'
import { type Asking, refusal } from './admit.ts'
import { guarded } from './app-page.ts'
import { GUARD as GUARD_BYTES } from './guard-script.ts'
import { appHeaders, shellHeaders } from './headers.ts'
import { mediaOfAsset, mediaOfFile } from './media.ts'
import { type Place, placeOf } from './origins.ts'
import { sliceOf, spanOf } from './range.ts'

const PORT = 7723
const LABEL = 'a2b3c4d5e6f7g2h3j4k5'
const shell: Place = { kind: 'shell' }
const app: Place = { kind: 'app', label: LABEL }

test.each(['bluetooth', 'direct-sockets', 'shared-storage', 'attribution-reporting', 'web-share'])(
  '%s is denied to apps and the shell, though not every browser knows it',
  (feature) => {
    for (const headers of [appHeaders(PORT), shellHeaders(PORT, [LABEL])])
      expect(String(headers['Permissions-Policy']).split(', ')).toContain(`${feature}=()`)
  },
)

test('the two kinds of origins are known by exactly one spelling of their hosts', () => {
  expect(placeOf('space.localhost:7723', PORT)).toEqual(shell)
  expect(placeOf(`app-${LABEL}.localhost:7723`, PORT)).toEqual(app)
})

test.each([
  undefined,
  '',
  'localhost:7723',
  '127.0.0.1:7723',
  '[::1]:7723',
  'space.localhost',
  'space.localhost:7724',
  'space.localhost:77230',
  'SPACE.localhost:7723',
  'space.localhost.:7723',
  'space.localhost.evil.example:7723',
  'evil.example:7723',
  'x.space.localhost:7723',
  'app-short.localhost:7723',
  `app-${LABEL}x.localhost:7723`,
  `app-${LABEL.toUpperCase()}.localhost:7723`,
  `x.app-${LABEL}.localhost:7723`,
  `app-${LABEL}.localhost:7723, space.localhost:7723`,
  `app-a1b3c4d5e6f7g2h3j4k5.localhost:7723`,
])('the host %j is nowhere', (host) => {
  expect(placeOf(host, PORT)).toBeUndefined()
})

const silent: Asking = {
  origin: undefined,
  site: undefined,
  mode: undefined,
  dest: undefined,
  serviceWorker: undefined,
}
const OWN = { shell: 'http://space.localhost:7723', app: `http://app-${LABEL}.localhost:7723` }

test.each<[string, Place, Partial<Asking>]>([
  ['a program without these headers', app, {}],
  ['the shell in a window', shell, { site: 'none', mode: 'navigate', dest: 'document' }],
  [
    'a link of another page to the shell',
    shell,
    { site: 'cross-site', mode: 'navigate', dest: 'document' },
  ],
  ['an app in the shell', app, { site: 'cross-site', mode: 'navigate', dest: 'iframe' }],
  ['a picture of the app itself', app, { site: 'same-origin', mode: 'no-cors', dest: 'image' }],
  ['a PUT of the app itself', app, { site: 'same-origin', origin: OWN.app, dest: 'empty' }],
])('%s passes', (_name, place, asking) => {
  expect(refusal(place, { ...silent, ...asking }, PORT)).toBeUndefined()
})

test.each<[string, Place, Partial<Asking>]>([
  ['a service worker', app, { serviceWorker: 'script', site: 'same-origin' }],
  ['a service worker of the shell', shell, { serviceWorker: 'script' }],
  ['a service worker by its destination', app, { dest: 'serviceworker', site: 'same-origin' }],
  ['another origin', app, { origin: OWN.shell }],
  ['another app', app, { origin: 'http://app-z2z3z4z5z6z7z2z3z4z5.localhost:7723' }],
  ['an app asking the shell', shell, { origin: OWN.app }],
  ['no origin to speak of', shell, { origin: 'null' }],
  ['the same host elsewhere', shell, { origin: 'https://space.localhost:7723' }],
  ['a picture on another page', app, { site: 'cross-site', mode: 'no-cors', dest: 'image' }],
  ['a sibling', app, { site: 'same-site', mode: 'cors', dest: 'empty' }],
  ['an app in a window of its own', app, { site: 'none', mode: 'navigate', dest: 'document' }],
  ['the shell in a frame', shell, { site: 'cross-site', mode: 'navigate', dest: 'iframe' }],
  ['an app in an object', app, { site: 'same-origin', mode: 'navigate', dest: 'object' }],
  [
    'a script that calls itself a page',
    app,
    { site: 'cross-site', mode: 'no-cors', dest: 'iframe' },
  ],
])('%s is refused', (_name, place, asking) => {
  expect(refusal(place, { ...silent, ...asking }, PORT)).toBeTypeOf('string')
})

test('whatever else is said, another origin is refused', () => {
  const text = fc.option(
    fc.constantFrom('same-origin', 'none', 'cross-site', 'navigate', 'document', 'iframe', 'x'),
    { nil: undefined },
  )
  const other = fc.webUrl().filter((origin) => origin !== OWN.app)
  fc.assert(
    fc.property(other, text, text, text, (origin, site, mode, dest) => {
      expect(refusal(app, { ...silent, origin, site, mode, dest }, PORT)).toBeTypeOf('string')
    }),
  )
})

test.each<[string | undefined, unknown]>([
  [undefined, 'all'],
  ['bytes=0-', { start: 0, end: 10 }],
  ['bytes=0-0', { start: 0, end: 1 }],
  ['bytes=3-5', { start: 3, end: 6 }],
  ['bytes=9-99', { start: 9, end: 10 }],
  ['bytes=-4', { start: 6, end: 10 }],
  ['bytes=-40', { start: 0, end: 10 }],
  ['bytes=10-', 'none'],
  ['bytes=999999999999999-', 'none'],
  ['bytes=-0', 'none'],
  ['bytes=5-3', 'all'],
  ['bytes=-', 'all'],
  ['bytes=0-1,3-4', 'all'],
  ['items=0-1', 'all'],
  ['bytes=a-b', 'all'],
  ['bytes=99999999999999999999-', 'all'],
])('of ten bytes, Range %j asks for %j', (range, span) => {
  expect(spanOf(range, 10)).toEqual(span)
})

test('of an empty file no range can be had', () => {
  expect(spanOf('bytes=0-', 0)).toBe('none')
  expect(spanOf(undefined, 0)).toBe('all')
})

test.each<[string | undefined, unknown]>([
  ['bytes 0-9/10', { start: 0, end: 10, total: 10 }],
  ['bytes 3-3/10', { start: 3, end: 4, total: 10 }],
  ['bytes 3-10/10', undefined],
  ['bytes 4-3/10', undefined],
  ['bytes 0-9/*', { start: 0, end: 10, total: undefined }],
  ['bytes 4-3/*', undefined],
  ['bytes */10', undefined],
  ['bytes=0-9/10', undefined],
  [undefined, undefined],
])('Content-Range %j of a PUT is %j', (range, slice) => {
  expect(sliceOf(range)).toEqual(slice)
})

test('the policy of apps lets nothing out and nobody but the shell in', () => {
  const policy = String(appHeaders(PORT)['Content-Security-Policy'])
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("frame-src 'none'")
  expect(policy).toContain("form-action 'none'")
  expect(policy).toMatch(/frame-ancestors http:\/\/space\.localhost:7723$/)
  expect(policy).not.toMatch(
    /\*|https?:\/\/(?!space\.localhost)|unsafe-eval'(?<!wasm-unsafe-eval')/,
  )
  expect(appHeaders(PORT)['Connection-Allowlist']).toBe('(response-origin)')
})

test('the shell names the origin of each app, and no pattern', () => {
  const policy = String(shellHeaders(PORT, [LABEL])['Content-Security-Policy'])
  expect(policy).toContain(`frame-src http://app-${LABEL}.localhost:7723;`)
  expect(policy).not.toContain('*')
  expect(policy).not.toContain('unsafe-inline')
  expect(String(shellHeaders(PORT, [])['Content-Security-Policy'])).toContain("frame-src 'none'")
})

test.each([
  ['a.png', 'image/png', false],
  ['A.JPG', 'image/jpeg', false],
  ['x.html', 'text/html; charset=utf-8', true],
  ['x.svg', 'image/svg+xml', true],
  ['x.xhtml', 'application/xhtml+xml', true],
  ['x.md', 'text/markdown; charset=utf-8', false],
  ['x.csv', 'text/csv; charset=utf-8', false],
  ['x.js', 'text/plain; charset=utf-8', false],
  ['x.json', 'text/plain; charset=utf-8', false],
  ['x.css', 'text/plain; charset=utf-8', false],
  ['x.wasm', 'application/octet-stream', false],
  ['x.exe', 'application/octet-stream', false],
  ['constructor', 'application/octet-stream', false],
  ['__proto__', 'application/octet-stream', false],
])('a file %s of a person is sent as %s', (name, type, isActive) => {
  expect(mediaOfFile(name)).toEqual({ type, isActive })
})

test('of all the types that are known, a file of a person is sent as none that runs', () => {
  const sent = ENDINGS.map((ending) => mediaOfFile(`x.${ending}`))
  const runs = /(?:java|ecma)script|^text\/css|json|wasm/
  expect(sent.filter(({ type }) => runs.test(type))).toEqual([])
  const markup = /html|\bxml\b/
  expect(sent.filter(({ type, isActive }) => markup.test(type) !== isActive)).toEqual([])
})

test('a file is sent as what its app was told that it is, unless that runs', () => {
  const differs = ENDINGS.filter((ending) => {
    const name = `x.${ending}`
    return mediaOfFile(name).type.split(';')[0] !== mediaType(name)
  })
  expect(differs).toEqual(['css', 'js', 'json', 'map', 'mjs', 'wasm'])
})

test('the files of an app are what they are, and its drawings are inert', () => {
  expect(mediaOfAsset('a.js').type).toContain('javascript')
  expect(mediaOfAsset('a.html')).toEqual({ type: 'text/html; charset=utf-8', isActive: false })
  expect(mediaOfAsset('a.svg').isActive).toBe(true)
  expect(mediaOfAsset('a.xml').isActive).toBe(true)
})

const GUARD = GUARD_BYTES.toString()
test.each([
  ['<!doctype html><p>', `<!doctype html>${GUARD}<p>`],
  ['\n <!DOCTYPE HTML>\n<p>', `\n <!DOCTYPE HTML>${GUARD}\n<p>`],
  ['\uFEFF<!doctype html><p>', `\uFEFF<!doctype html>${GUARD}<p>`],
  ['<p>', `${GUARD}<p>`],
  ['', GUARD],
  ['<!--><script src="x.js"></script>--><!doctype html>', `${GUARD}<!--><script src="x.js">`],
  ['<!doctype html SYSTEM "><script>">', `${GUARD}<!doctype html SYSTEM`],
])('the guard is the first script of %j', (page, start) => {
  expect(
    Buffer.from(guarded(Buffer.from(page)))
      .toString()
      .startsWith(start),
  ).toBe(true)
})
