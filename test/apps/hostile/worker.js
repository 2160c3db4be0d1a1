const leak = (url) => fetch(url, { mode: 'no-cors' }).catch(() => undefined)
addEventListener('message', (event) => leak(event.data))
addEventListener('connect', (event) => {
  event.ports[0].onmessage = ({ data }) => leak(data)
})
