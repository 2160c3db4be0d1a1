import { el, click } from './ways.js'

/** @type {import('../vectors.js').Vector[]} */
export const NAVIGATION = [
  {
    name: 'location',
    family: 'navigation',
    alone: true,
    run: (t) => {
      location.href = t.http
    },
  },
  {
    name: 'location.replace',
    family: 'navigation',
    alone: true,
    run: (t) => location.replace(t.http),
  },
  {
    name: 'navigation.navigate',
    family: 'navigation',
    alone: true,
    run: (t) => globalThis.navigation.navigate(t.http),
  },
  {
    name: 'meta refresh',
    family: 'navigation',
    alone: true,
    run: (t) => el('meta', { 'http-equiv': 'refresh', content: `0;url=${t.http}` }, document.head),
  },
  {
    name: 'redirect of our own',
    family: 'navigation',
    alone: true,
    run: (t) => {
      location.href = `/redirect?to=${encodeURIComponent(t.http)}`
    },
  },
  {
    name: 'image by redirect of our own',
    family: 'navigation',
    run: (t) => {
      new Image().src = `/redirect?to=${encodeURIComponent(t.http)}`
    },
  },
  {
    name: 'anchor',
    family: 'navigation',
    alone: true,
    run: (t) => click(el('a', { href: t.http })),
  },
  {
    name: 'anchor, new window',
    family: 'navigation',
    alone: true,
    run: (t) => click(el('a', { href: t.http, target: '_blank' })),
  },
  {
    name: 'anchor, top',
    family: 'navigation',
    alone: true,
    run: (t) => click(el('a', { href: t.http, target: '_top' })),
  },
  {
    name: 'anchor, download',
    family: 'navigation',
    alone: true,
    run: (t) => click(el('a', { href: t.http, download: 'x' })),
  },
  {
    name: 'anchor, ping',
    family: 'navigation',
    run: (t) => click(el('a', { href: '#here', ping: t.http })),
  },
  { name: 'window.open', family: 'navigation', alone: true, run: (t) => window.open(t.http) },
  {
    name: 'window.open, no opener',
    family: 'navigation',
    alone: true,
    run: (t) => window.open(t.http, '_blank', 'noopener'),
  },
  {
    name: 'top.location',
    family: 'navigation',
    alone: true,
    run: (t) => {
      window.top.location.href = t.http
    },
  },
  {
    name: 'form, GET',
    family: 'navigation',
    alone: true,
    run: (t) => {
      const f = el('form', { action: t.http })
      el('input', { name: 'q', value: t.secret }, f)
      f.submit()
    },
  },
  {
    name: 'form, POST',
    family: 'navigation',
    alone: true,
    run: (t) => el('form', { action: t.http, method: 'post' }).submit(),
  },
  {
    name: 'form, new window',
    family: 'navigation',
    alone: true,
    run: (t) => el('form', { action: t.http, target: '_blank' }).submit(),
  },
  {
    name: 'form into a frame',
    family: 'navigation',
    alone: true,
    run: (t) => {
      el('iframe', { name: 'f' })
      el('form', { action: t.http, target: 'f', method: 'post' }).submit()
    },
  },
  {
    name: 'to a sibling',
    family: 'navigation',
    alone: true,
    run: (t) => {
      location.href = t.sibling
    },
  },
  {
    name: 'to the shell',
    family: 'navigation',
    alone: true,
    run: (t) => {
      location.href = t.shell
    },
  },
  {
    name: 'to another port',
    family: 'navigation',
    alone: true,
    run: (t) => {
      location.href = t.other
    },
  },
  {
    name: 'image from another port',
    family: 'navigation',
    run: (t) => {
      new Image().src = t.other
    },
  },
]
