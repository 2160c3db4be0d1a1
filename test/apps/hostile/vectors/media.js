import { el, svg } from './ways.js'

/** @type {import('../vectors.js').Vector[]} */
export const MEDIA = [
  {
    name: 'image',
    family: 'media',
    run: (t) => {
      new Image().src = t.http
    },
  },
  {
    name: 'image srcset',
    family: 'media',
    run: (t) => el('img', { srcset: `${t.http} 2x, ${t.http} 1x` }),
  },
  {
    name: 'picture source',
    family: 'media',
    run: (t) => {
      const p = el('picture')
      el('source', { srcset: t.http }, p)
      el('img', { src: 'none.png' }, p)
    },
  },
  {
    name: 'image, referrer',
    family: 'media',
    run: (t) => el('img', { src: t.http, referrerpolicy: 'unsafe-url' }),
  },
  {
    name: 'audio',
    family: 'media',
    run: (t) => el('audio', { src: t.http, preload: 'auto', autoplay: '' }),
  },
  {
    name: 'video',
    family: 'media',
    run: (t) => el('video', { src: t.http, preload: 'auto', autoplay: '', muted: '' }),
  },
  { name: 'video poster', family: 'media', run: (t) => el('video', { poster: t.http }) },
  {
    name: 'track',
    family: 'media',
    run: (t) => {
      const v = el('video', { src: 'none.webm', crossorigin: 'anonymous' })
      el('track', { src: t.http, default: '', kind: 'subtitles' }, v).track.mode = 'showing'
    },
  },
  {
    name: 'FontFace',
    family: 'media',
    run: (t) => {
      const f = new FontFace('F', `url(${t.http})`)
      document.fonts.add(f)
      return f.load()
    },
  },
  { name: 'input image', family: 'media', run: (t) => el('input', { type: 'image', src: t.http }) },
  {
    name: 'body background',
    family: 'media',
    run: (t) => document.body.setAttribute('background', t.http),
  },
  {
    name: 'svg image',
    family: 'media',
    run: (t) => svg(`<image href="${t.http}" width="9" height="9"/>`),
  },
  {
    name: 'svg xlink image',
    family: 'media',
    run: (t) => svg(`<image xlink:href="${t.http}" width="9" height="9"/>`),
  },
  { name: 'svg use', family: 'media', run: (t) => svg(`<use href="${t.http}#a"/>`) },
  {
    name: 'svg feImage',
    family: 'media',
    run: (t) =>
      svg(
        `<filter id="f"><feImage href="${t.http}"/></filter><rect width="9" height="9" filter="url(#f)"/>`,
      ),
  },
  {
    name: 'svg script',
    family: 'media',
    run: (t) => {
      const holder = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
      const s = document.createElementNS('http://www.w3.org/2000/svg', 'script')
      s.setAttribute('href', t.http)
      holder.append(s)
      document.body.append(holder)
    },
  },
  { name: 'object', family: 'media', run: (t) => el('object', { data: t.http }) },
  { name: 'embed', family: 'media', run: (t) => el('embed', { src: t.http }) },
  {
    name: 'media session art',
    family: 'media',
    run: (t) => {
      navigator.mediaSession.metadata = new MediaMetadata({
        title: 'x',
        artwork: [{ src: t.http, sizes: '96x96' }],
      })
    },
  },
  {
    name: 'notification icon',
    family: 'media',
    run: async (t) => {
      await Notification.requestPermission()
      new Notification('x', { icon: t.http })
    },
  },
  {
    name: 'document.write',
    family: 'media',
    alone: true,
    run: (t) => document.write(`<img src="${t.http}">`),
  },
]
