import { expect, test } from 'vitest'
import { reloadForNewApps } from './stale-policy.ts'

const NEW = 'http://app-new.localhost:7723'

function watched(isAllowed = true) {
  const document = new EventTarget()
  const kept = new Map<string, string>()
  let reloads = 0
  reloadForNewApps({
    document,
    storage: {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
    },
    isInstalled: (origin) => origin === NEW,
    reload: () => {
      reloads += 1
    },
    ask: (_origin, go) => {
      if (isAllowed) go()
    },
  })
  return (effectiveDirective: string, blockedURI: string): number => {
    const event = new Event('securitypolicyviolation')
    document.dispatchEvent(Object.assign(event, { effectiveDirective, blockedURI }))
    return reloads
  }
}

test('an app that came after the window was loaded has it loaded anew, once', () => {
  const block = watched()
  expect(block('frame-src', `${NEW}/index.html`)).toBe(1)
  expect(block('frame-src', `${NEW}/index.html`)).toBe(1)
})

test('without a yes nothing is loaded, and the next time it is asked again', () => {
  const block = watched(false)
  expect(block('frame-src', `${NEW}/index.html`)).toBe(0)
})

test.each([
  ['frame-src', 'http://evil.example/'],
  ['frame-src', 'http://app-new.localhost:7724/'],
  ['frame-src', 'inline'],
  ['img-src', `${NEW}/a.png`],
])('what else is blocked changes nothing: %s %s', (directive, uri) => {
  expect(watched()(directive, uri)).toBe(0)
})
