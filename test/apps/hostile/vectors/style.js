import { el, style } from './ways.js'

/** @type {import('../vectors.js').Vector[]} */
export const STYLE = [
  {
    name: 'style attribute',
    family: 'style',
    run: (t) => el('div', { style: `background:url(${t.http});width:9px;height:9px` }),
  },
  {
    name: 'style element',
    family: 'style',
    run: (t) => style(`.target{background-image:url(${t.http}?s)}`),
  },
  { name: '@import', family: 'style', run: (t) => style(`@import url(${t.http});`) },
  {
    name: '@font-face',
    family: 'style',
    run: (t) => {
      style(`@font-face{font-family:Z;src:url(${t.http})} .target{font-family:Z}`).textContent =
        'text'
    },
  },
  {
    name: 'constructed sheet',
    family: 'style',
    run: (t) => {
      const s = new CSSStyleSheet()
      s.replaceSync(`body::after{content:url(${t.http})}`)
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, s]
    },
  },
  {
    name: 'image-set',
    family: 'style',
    run: (t) => el('div', { style: `background:image-set("${t.http}" 1x);width:9px;height:9px` }),
  },
  {
    name: 'cursor, mask, border',
    family: 'style',
    run: (t) =>
      el('div', {
        style: `cursor:url(${t.http}),auto;mask-image:url(${t.http});border:3px solid;border-image:url(${t.http}) 1;width:9px;height:9px`,
      }),
  },
  {
    name: 'list-style, shape-outside',
    family: 'style',
    run: (t) => {
      el('ul', { style: `list-style-image:url(${t.http})` }).innerHTML = '<li>a'
      el('div', { style: `float:left;shape-outside:url(${t.http});width:9px;height:9px` })
    },
  },
  {
    name: 'link stylesheet',
    family: 'style',
    run: (t) => el('link', { rel: 'stylesheet', href: t.http }),
  },
  {
    name: 'custom property',
    family: 'style',
    run: (t) => el('div', { style: `--u:url(${t.http});background:var(--u);width:9px;height:9px` }),
  },
]
