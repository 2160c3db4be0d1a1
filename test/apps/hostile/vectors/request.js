/** @type {import('../vectors.js').Vector[]} */
export const REQUEST = [
  { name: 'fetch', family: 'request', run: (t) => fetch(`${t.http}?q`) },
  {
    name: 'fetch, no-cors POST',
    family: 'request',
    run: (t) => fetch(t.http, { method: 'POST', mode: 'no-cors', body: t.secret }),
  },
  {
    name: 'fetch, keepalive',
    family: 'request',
    run: (t) => fetch(t.http, { keepalive: true, mode: 'no-cors', method: 'POST', body: 'x' }),
  },
  { name: 'fetch, https', family: 'request', run: (t) => fetch(t.https, { mode: 'no-cors' }) },
  {
    name: 'fetchLater',
    family: 'request',
    run: (t) => globalThis.fetchLater(t.https, { activateAfter: 0 }),
  },
  {
    name: 'XMLHttpRequest',
    family: 'request',
    run: (t) => {
      const x = new XMLHttpRequest()
      x.open('GET', t.http)
      x.send()
    },
  },
  {
    name: 'XMLHttpRequest, synchronous',
    family: 'request',
    run: (t) => {
      const x = new XMLHttpRequest()
      x.open('GET', t.http, false)
      x.send()
    },
  },
  { name: 'sendBeacon', family: 'request', run: (t) => navigator.sendBeacon(t.http, t.secret) },
  { name: 'EventSource', family: 'request', run: (t) => new EventSource(t.http) },
  { name: 'WebSocket', family: 'request', run: (t) => new WebSocket(t.ws) },
  { name: 'WebSocketStream', family: 'request', run: (t) => new globalThis.WebSocketStream(t.ws) },
  { name: 'WebTransport', family: 'request', run: (t) => new WebTransport(t.https) },
  {
    name: 'wasm streaming',
    family: 'request',
    run: (t) => WebAssembly.compileStreaming(fetch(t.http, { mode: 'no-cors' })),
  },
  {
    name: 'pagehide beacon',
    family: 'request',
    alone: true,
    run: (t) => {
      addEventListener('pagehide', () => navigator.sendBeacon(t.http, t.secret))
      location.reload()
    },
  },
]
