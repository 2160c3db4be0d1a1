/**
 * WebRTC in a browser that Space did not launch: the one way out that no header closes. Each try is an
 * app's script in its real frame, behind the real gateway, looking for a constructor anywhere.
 */
import { type Browser, chromium, type Frame, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LABEL, openSample, type Sample } from '../../core/src/gateway/gateway.samples.ts'

const CHROMIUM = '/usr/bin/chromium'
const XHTML = 'http://www.w3.org/1999/xhtml'

const DRAWING = '<svg xmlns="http://www.w3.org/2000/svg"><script href="/ran.js"></script></svg>'

let browser: Browser
let sample: Sample
beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: CHROMIUM,
    // Playwright's own choice of features mutes some of what is tried here.
    ignoreDefaultArgs: ['--disable-features'],
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  })
  sample = await openSample()
  sample.files.set('/index.html', Buffer.from('<!doctype html><title>App</title><body><p>x'))
  sample.files.set('/frame.txt', Buffer.from('<!doctype html><iframe></iframe>'))
  sample.files.set('/frame.html', Buffer.from('<!doctype html><iframe></iframe>'))
  for (const path of ['/frame.svg', '/frame.xml']) sample.files.set(path, Buffer.from(DRAWING))
  sample.files.set('/ran.js', Buffer.from('document.documentElement.id = "ran"'))
})
afterAll(async () => {
  await browser.close()
  await sample[Symbol.asyncDispose]()
})

test('in a page without the guard each of these finds what it looks for', async () => {
  const page = await browser.newPage()
  await page.goto('about:blank')
  const found = await page.evaluate(`(() => {
    const frame = document.body.appendChild(document.createElement('iframe'))
    return typeof RTCPeerConnection + typeof frame.contentWindow.RTCPeerConnection + typeof window[0].RTCPeerConnection
  })()`)
  expect(found).toBe('functionfunctionfunction')
  await page.close()
})

const TRIES: Readonly<Record<string, string>> = {
  'the name itself': `RTCPeerConnection`,
  'the old name': `webkitRTCPeerConnection`,
  'a data channel': `RTCDataChannel`,
  'a name that is taken back': `delete window.RTCPeerConnection, RTCPeerConnection`,
  'a name that is defined anew': `Object.defineProperty(window, 'RTCPeerConnection', { value: 1 })`,
  'a frame': `document.body.append(document.createElement('iframe'))`,
  'a frame in capitals': `document.body.append(document.createElement('IFRAME'))`,
  'a frame by namespace': `document.body.append(document.createElementNS('${XHTML}', 'a:iframe'))`,
  'a name that changes': `(() => { let n = 0; document.body.append(document.createElement({
      toString: () => (n++ === 0 ? 'div' : 'iframe') })) })()`,
  'an old frame set': `document.body.append(document.createElement('frameset'))`,
  'an object': `document.body.append(document.createElement('object'))`,
  'an embed': `document.body.append(document.createElement('embed'))`,
  markup: `document.body.innerHTML = '<iframe></iframe>'`,
  'markup that changes': `(() => { let n = 0; document.body.innerHTML = {
      toString: () => (n++ === 0 ? '' : '<iframe></iframe>') } })()`,
  'markup around': `document.querySelector('p').outerHTML = '<iframe></iframe>'`,
  'markup beside': `document.body.insertAdjacentHTML('beforeend', '<iframe></iframe>')`,
  'markup with srcdoc': `document.body.insertAdjacentHTML('beforeend', '<iframe srcdoc="<p>">')`,
  'markup in a template': `(() => { const t = document.createElement('template')
      t.innerHTML = '<iframe></iframe>'; document.body.append(t.content) })()`,
  'markup of a range': `document.body.append(document.createRange().createContextualFragment('<iframe>'))`,
  'markup in a shadow': `document.body.attachShadow({ mode: 'open' }).innerHTML = '<iframe></iframe>'`,
  'unsafe markup': `document.body.setHTMLUnsafe('<iframe></iframe>')`,
  'a shadow in unsafe markup': `document.body.setHTMLUnsafe(
      '<div><template shadowrootmode=open><b></b></template></div>')`,
  'a document of unsafe markup': `document.body.append(
      ...Document.parseHTMLUnsafe('<iframe></iframe>').body.childNodes)`,
  'a parsed document': `document.body.append(
      ...new DOMParser().parseFromString('<iframe></iframe>', 'text/html').body.childNodes)`,
  'a parsed document of XML': `document.body.append(new DOMParser().parseFromString(
      '<a:iframe xmlns:a="${XHTML}"/>', 'text/xml').documentElement)`,
  'an entity of XML': `document.body.append(new DOMParser().parseFromString(
      '<!DOCTYPE a [<!ENTITY e "&#60;a:ifr&#97;me xmlns:a=\\'${XHTML}\\'/>">]><a>&e;</a>',
      'text/xml').documentElement)`,
  'a new document': `document.body.append(
      document.implementation.createDocument('${XHTML}', 'iframe').documentElement)`,
  'an element of another document': `document.body.append(
      document.implementation.createHTMLDocument('').createElement('iframe'))`,
  'a fetched document': `(() => { const x = new XMLHttpRequest(); x.open('GET', '/frame.txt', true)
      x.overrideMimeType('text/html'); x.responseType = 'document'
      return new Promise((done, fail) => { x.onload = () => {
        try { document.body.append(...x.response.body.childNodes); lookNow(); done() } catch (e) { fail(e) } }
        x.send() }) })()`,
  'writing into the page': `document.write('<iframe></iframe>')`,
  'a command of an editor': `(() => { document.body.contentEditable = 'true'; document.body.focus()
      document.execCommand('selectAll'); document.execCommand('insertHTML', false, '<iframe></iframe>') })()`,
  'an element of its own making': `(() => { customElements.define('a-b',
      class extends HTMLIFrameElement {}, { extends: 'iframe' })
      document.body.append(document.createElement('iframe', { is: 'a-b' })) })()`,
  'rules that change': `(() => { let n = 0; customElements.define('a-c', class extends HTMLIFrameElement {},
      { get extends() { return n++ === 0 ? 'div' : 'iframe' } }); document.body.append(new (
      customElements.get('a-c'))()) })()`,
  'a changed RegExp': `(() => { RegExp.prototype.exec = () => null; RegExp.prototype.test = () => false
      document.body.append(document.createElement('iframe')) })()`,
  'a changed String': `(() => { String.prototype.toLowerCase = () => 'div'; String.prototype.match = () => null
      document.body.append(document.createElement('iframe')) })()`,
  'a changed Array': `(() => { const { values } = Array.prototype
      Array.prototype[Symbol.iterator] = function* () { yield 'div' }
      Object.defineProperty(Array.prototype, 0, { set() {}, configurable: true })
      try { document.body.append(document.createElement('iframe')) } finally {
      delete Array.prototype[0]; Array.prototype[Symbol.iterator] = values } })()`,
  'a window of its own': `open('about:blank').RTCPeerConnection`,
  'a small window': `documentPictureInPicture.requestWindow()`,
}

/** Looks wherever a realm could be, without anything that the app may have changed. */
const LOOK = `(() => {
  let found = ''
  const look = (name, get) => { try { if (get()) found += name + ' ' } catch {} }
  look('here', () => window.RTCPeerConnection)
  for (let i = 0; i < window.length; i += 1) look('window', () => window[i].RTCPeerConnection)
  const all = document.querySelectorAll('*')
  for (let i = 0; i < all.length; i += 1) {
    look(all[i].localName, () => all[i].contentWindow.RTCPeerConnection)
    look('document', () => all[i].contentDocument.defaultView.RTCPeerConnection)
    const below = all[i].shadowRoot ? all[i].shadowRoot.querySelectorAll('*') : []
    for (let k = 0; k < below.length; k += 1) look('shadow', () => below[k].contentWindow.RTCPeerConnection)
  }
  return found
})()`

test.each(Object.entries(TRIES))('%s leads to no WebRTC', async (_name, source) => {
  const { page, frame } = await opened()
  // It looks in the same breath, as an app would: a moment later the frame may be gone again. Whether
  // the try throws is its own affair.
  const seen = await frame.evaluate(`(async () => {
    let seen = ''
    window.lookNow = () => { seen += ${LOOK} }
    try { const made = (${source}); lookNow(); await made } catch {}
    lookNow()
    return seen
  })()`)
  expect(seen).toBe('')
  await page.close()
})

test('a page with a frame, were it ever served, loses it before a script of the app runs', async () => {
  const { page, frame } = await opened()
  await frame.goto(`http://${sample.app}/frame.html`)
  expect(await frame.evaluate(LOOK)).toBe('')
  expect(await frame.evaluate('document.querySelectorAll("iframe").length')).toBe(0)
  await page.close()
})

test.each([
  ['a drawing', '/frame.svg'],
  ['a document of XML', '/frame.xml'],
])('%s runs no script: it has no guard', async (_name, path) => {
  const { page, frame } = await opened()
  await frame.goto(`http://${sample.app}${path}`)
  expect(await frame.evaluate('document.documentElement.id')).toBe('')
  await page.close()
})

test.each([
  ['a page of its own making', `URL.createObjectURL(new Blob(['<p>'], { type: 'text/html' }))`],
  ['a page of data', `'data:text/html,<p>'`],
])('the frame of an app never shows %s: it would have no guard', async (_name, url) => {
  const { page, frame } = await opened()
  const gone = page.waitForEvent('framenavigated')
  await frame.evaluate(`void setTimeout(() => { location = ${url} })`)
  expect((await gone).url()).toBe('chrome-error://chromewebdata/')
  await page.close()
})

test('a page has its guard also when every request for more fails, as cookies can make it', async () => {
  const { page, frame } = await opened()
  await page.route('**/space/**', (route) => route.fulfill({ status: 431 }))
  await frame.goto(`http://${sample.app}/index.html?again`)
  expect(await frame.evaluate(LOOK)).toBe('')
  await page.close()
})

test('an app can set no cookie', async () => {
  const { page, frame } = await opened()
  const left = await frame.evaluate(`(async () => {
    document.cookie = 'a=1; path=/space/'
    await window.cookieStore?.set('b', '1')
    return document.cookie
  })()`)
  expect(left).toBe('')
  expect(await page.context().cookies()).toEqual([])
  await page.close()
})

test('what apps do all day works under the guard', async () => {
  const { page, frame } = await opened()
  const made = await frame.evaluate(`(() => {
    const box = document.createElement('div')
    box.innerHTML = '<b>bold</b><svg><path d="M0 0"/></svg>'
    const part = document.createRange().createContextualFragment('<i>it</i>')
    document.body.append(box, part)
    box.insertAdjacentHTML('beforeend', '<u>under</u>')
    customElements.define('x-y', class extends HTMLElement { connectedCallback() { this.textContent = 'own' } })
    document.body.append(document.createElement('x-y'))
    document.body.append(document.createElementNS('http://www.w3.org/2000/svg', 'svg'))
    const parsed = new DOMParser().parseFromString('<!doctype html><p>parsed', 'text/html')
    box.innerHTML += ''
    return document.body.textContent + parsed.body.textContent + document.implementation.createDocument(null, null).nodeType
  })()`)
  expect(made).toBe('xboldunderitownparsed9')
  await page.close()
})

async function opened(): Promise<{ page: Page; frame: Frame }> {
  const page = await browser.newPage()
  await page.goto(`http://${sample.shell}/`)
  const loaded = page.waitForEvent('frameattached')
  await page.evaluate(`(() => {
    const frame = document.createElement('iframe')
    frame.setAttribute('sandbox', 'allow-scripts allow-same-origin allow-forms')
    frame.src = 'http://${sample.app}/index.html'
    document.body.append(frame)
  })()`)
  const frame = await loaded
  await frame.waitForLoadState('load')
  await frame.waitForURL(`http://app-${LABEL}.localhost:${sample.port}/index.html`)
  return { page, frame }
}
