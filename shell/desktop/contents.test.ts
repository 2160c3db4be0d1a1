import { expect, test } from 'vitest'
import { harden } from './contents.ts'
import { asContents } from './testing/fake-electron.ts'
import { FakeContents } from './testing/fake-pages.ts'

function hardened(): FakeContents {
  const contents = new FakeContents()
  harden(asContents(contents), {
    mayShow: (url) => url === 'http://page/',
    mayFrame: (url) => url === 'http://frame/',
  })
  return contents
}

test('a page opens no windows and sends no UDP', () => {
  const contents = hardened()
  expect(contents.rtc).toBe('disable_non_proxied_udp')
  expect(contents.openHandler?.()).toEqual({ action: 'deny' })
})

test.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])(
  'a page goes nowhere else: %s',
  (event) => {
    const contents = hardened()
    const goes = (url: string, isMainFrame: boolean): boolean =>
      !contents.tries(event, { url, isMainFrame })
    expect(goes('http://page/', true)).toBe(true)
    expect(goes('https://example.org/', true)).toBe(false)
    expect(goes('file:///etc/passwd', true)).toBe(false)
    if (event === 'will-navigate') return
    expect(goes('http://frame/', false)).toBe(true)
    expect(goes('http://page/', false)).toBe(false)
    expect(goes('https://example.org/', false)).toBe(false)
  },
)

test('a page gets no webview, and cannot keep its window', () => {
  const contents = hardened()
  expect(contents.tries('will-attach-webview')).toBe(true)
  expect(contents.tries('will-prevent-unload')).toBe(true)
})

test('a page gets no device, no certificate of the person, and trusts none', () => {
  const contents = hardened()
  const given: unknown[] = []
  const take = (...all: unknown[]): void => void given.push(...all)
  expect(contents.tries('select-bluetooth-device', {}, [{ deviceId: 'x' }], take)).toBe(true)
  expect(contents.tries('select-client-certificate', {}, 'https://a/', [{}], take)).toBe(true)
  expect(contents.tries('certificate-error', {}, 'https://a/', 'bad', {}, take)).toBe(true)
  expect(given).toEqual(['', false])
})
