import { el } from './ways.js'

/** @type {import('../vectors.js').Vector[]} */
export const HINT = [
  {
    name: 'dns-prefetch',
    family: 'hint',
    run: (t) => el('link', { rel: 'dns-prefetch', href: t.http }, document.head),
  },
  {
    name: 'preconnect',
    family: 'hint',
    run: (t) => el('link', { rel: 'preconnect', href: t.http }, document.head),
  },
  {
    name: 'prefetch',
    family: 'hint',
    run: (t) => el('link', { rel: 'prefetch', href: t.http }, document.head),
  },
  {
    name: 'preload image',
    family: 'hint',
    run: (t) => el('link', { rel: 'preload', as: 'image', href: t.http }, document.head),
  },
  {
    name: 'preload fetch',
    family: 'hint',
    run: (t) =>
      el('link', { rel: 'preload', as: 'fetch', crossorigin: '', href: t.http }, document.head),
  },
  {
    name: 'preload font',
    family: 'hint',
    run: (t) =>
      el('link', { rel: 'preload', as: 'font', crossorigin: '', href: t.http }, document.head),
  },
  {
    name: 'preload image srcset',
    family: 'hint',
    run: (t) =>
      el('link', { rel: 'preload', as: 'image', imagesrcset: `${t.http} 1x` }, document.head),
  },
  {
    name: 'modulepreload',
    family: 'hint',
    run: (t) => el('link', { rel: 'modulepreload', href: t.http }, document.head),
  },
  {
    name: 'prerender',
    family: 'hint',
    run: (t) => el('link', { rel: 'prerender', href: t.http }, document.head),
  },
  {
    name: 'speculation rules',
    family: 'hint',
    run: (t) => {
      const s = el('script', { type: 'speculationrules' })
      s.textContent = JSON.stringify({
        prefetch: [{ source: 'list', urls: [t.http], eagerness: 'immediate' }],
      })
    },
  },
  {
    name: 'icon',
    family: 'hint',
    run: (t) => el('link', { rel: 'icon', href: t.http }, document.head),
  },
  {
    name: 'manifest',
    family: 'hint',
    run: (t) =>
      el('link', { rel: 'manifest', href: t.http, crossorigin: 'use-credentials' }, document.head),
  },
  {
    name: 'compression dictionary',
    family: 'hint',
    run: (t) => el('link', { rel: 'compression-dictionary', href: t.http }, document.head),
  },
  {
    name: 'attribution source',
    family: 'hint',
    run: (t) => el('img', { src: 'none.png', attributionsrc: t.https }),
  },
  {
    name: 'policy report by meta',
    family: 'hint',
    alone: true,
    run: (t) => {
      el(
        'meta',
        {
          'http-equiv': 'Content-Security-Policy',
          content: `img-src 'none'; report-uri ${t.http}`,
        },
        document.head,
      )
      new Image().src = 'x.png'
    },
  },
]
