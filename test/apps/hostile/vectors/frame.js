import { el, blob, svg, blankRealm } from './ways.js'

/** @type {import('../vectors.js').Vector[]} */
export const FRAME = [
  { name: 'iframe', family: 'frame', run: (t) => el('iframe', { src: t.http }) },
  {
    name: 'iframe, credentialless',
    family: 'frame',
    run: (t) => el('iframe', { src: t.http, credentialless: '' }),
  },
  {
    name: 'iframe, sandboxed',
    family: 'frame',
    run: (t) => el('iframe', { src: t.http, sandbox: 'allow-scripts' }),
  },
  {
    name: 'fenced frame',
    family: 'frame',
    run: (t) => {
      el('fencedframe').config = new globalThis.FencedFrameConfig(t.https)
    },
  },
  {
    name: 'srcdoc image',
    family: 'frame',
    run: (t) => el('iframe', { srcdoc: `<img src="${t.http}">` }),
  },
  {
    name: 'srcdoc script',
    family: 'frame',
    run: (t) =>
      el('iframe', {
        srcdoc: `<script>fetch(${JSON.stringify(t.http)},{mode:'no-cors'})</script>`,
      }),
  },
  {
    name: 'srcdoc meta refresh',
    family: 'frame',
    run: (t) => el('iframe', { srcdoc: `<meta http-equiv="refresh" content="0;url=${t.http}">` }),
  },
  {
    name: 'srcdoc base',
    family: 'frame',
    run: (t) => el('iframe', { srcdoc: `<base href="${t.http}"><img src="a.png">` }),
  },
  {
    name: 'blank realm, fetch',
    family: 'frame',
    run: (t) => blankRealm().fetch(t.http, { mode: 'no-cors' }),
  },
  {
    name: 'blank realm, image',
    family: 'frame',
    run: (t) => {
      const w = blankRealm()
      w.document.body.innerHTML = `<img src="${t.http}">`
    },
  },
  {
    name: 'blank realm, location',
    family: 'frame',
    run: (t) => {
      blankRealm().location.href = t.http
    },
  },
  {
    name: 'blob document',
    family: 'frame',
    run: (t) => el('iframe', { src: blob(`<img src="${t.http}">`, 'text/html') }),
  },
  {
    name: 'data document',
    family: 'frame',
    run: (t) => el('iframe', { src: `data:text/html,<img src="${t.http}">` }),
  },
  {
    name: 'javascript document',
    family: 'frame',
    run: (t) => el('iframe', { src: `javascript:'<img src="${t.http}">'` }),
  },
  {
    name: 'page without headers',
    family: 'frame',
    run: (t) => {
      const f = el('iframe', { src: 'there-is-no-such-page' })
      f.addEventListener('load', () => f.contentWindow.fetch(t.http, { mode: 'no-cors' }))
    },
  },
  {
    name: 'svg document',
    family: 'frame',
    run: (t) =>
      el('iframe', {
        src: blob(
          `<svg xmlns="http://www.w3.org/2000/svg"><image href="${t.http}"/></svg>`,
          'image/svg+xml',
        ),
      }),
  },
  {
    name: 'xslt document',
    family: 'frame',
    run: (t) =>
      el('iframe', {
        src: blob(
          `<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="${t.http}"?><a/>`,
          'text/xml',
        ),
      }),
  },
]
