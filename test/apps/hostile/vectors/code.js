import { el, inWorker } from './ways.js'

/** @type {import('../vectors.js').Vector[]} */
export const CODE = [
  { name: 'script', family: 'code', run: (t) => el('script', { src: t.http }) },
  {
    name: 'module script',
    family: 'code',
    run: (t) => el('script', { src: t.http, type: 'module' }),
  },
  { name: 'import()', family: 'code', run: (t) => import(t.http) },
  {
    name: 'worker, fetch',
    family: 'code',
    run: (t) => inWorker(`fetch(${JSON.stringify(t.http)},{mode:'no-cors'})`),
  },
  {
    name: 'worker, importScripts',
    family: 'code',
    run: (t) => inWorker(`importScripts(${JSON.stringify(t.http)})`),
  },
  {
    name: 'worker, module import',
    family: 'code',
    run: (t) => inWorker(`import ${JSON.stringify(t.http)}`, { type: 'module' }),
  },
  {
    name: 'worker, WebSocket',
    family: 'code',
    run: (t) => inWorker(`new WebSocket(${JSON.stringify(t.ws)})`),
  },
  {
    name: 'worker of a data: URL',
    family: 'code',
    run: (t) =>
      new Worker(
        `data:text/javascript,fetch(${encodeURIComponent(JSON.stringify(t.http))},{mode:'no-cors'})`,
      ),
  },
  { name: 'worker file', family: 'code', run: (t) => new Worker('worker.js').postMessage(t.http) },
  {
    name: 'shared worker',
    family: 'code',
    run: (t) => new SharedWorker(`worker.js#${t.http}`).port.postMessage(t.http),
  },
  {
    name: 'nested worker',
    family: 'code',
    run: (t) =>
      inWorker(
        `new Worker(URL.createObjectURL(new Blob(["fetch(${t.http.replaceAll('"', '')},{mode:'no-cors'})".replace('(', '("').replace(',', '",')])))`,
      ),
  },
  {
    name: 'service worker, fetch',
    family: 'code',
    run: async (t) => {
      const r = await navigator.serviceWorker.register('sw.js')
      const w = r.installing ?? r.active
      w.postMessage({ get: t.http })
    },
  },
  {
    name: 'audio worklet',
    family: 'code',
    run: (t) => new AudioContext().audioWorklet.addModule(t.http),
  },
  { name: 'paint worklet', family: 'code', run: (t) => CSS.paintWorklet.addModule(t.http) },
  {
    name: 'import map',
    family: 'code',
    run: (t) => {
      const m = el('script', { type: 'importmap' })
      m.textContent = `{"imports":{"leak":"${t.http}"}}`
      const name = 'leak'
      return import(name)
    },
  },
]
