// An app without the SDK, so that a test can say anything to the shell through its port.
const said = document.getElementById('said')
const waiting = new Map()
let port
let inits = 0
let isFrozen = false
let nextId = 1

addEventListener('message', (event) => {
  if (event.data !== 'space:init' || event.source !== parent) return
  inits += 1
  port = event.ports[0]
  port.addEventListener('message', ({ data }) => {
    if (data === 'space:ping') {
      if (!isFrozen) port.postMessage('space:pong')
      return
    }
    waiting.get(data.id)?.(data)
  })
  port.start()
})

globalThis.app = {
  inits: () => inits,
  freeze: () => {
    isFrozen = true
  },
  /** Says the same thing as often as it can, for as long as it lives. */
  flood: (message, toWindow) => {
    const say = () => {
      const end = performance.now() + 200
      while (performance.now() < end)
        toWindow ? parent.postMessage(message, '*') : port.postMessage(message)
      setTimeout(say)
    }
    setTimeout(say)
  },
  raw: (message, timeoutMs = 300) =>
    new Promise((resolve) => {
      waiting.set(message.id, resolve)
      setTimeout(() => resolve('nothing'), timeoutMs)
      port.postMessage(message)
    }),
  call: (method, params = []) => {
    const id = String(nextId)
    nextId += 1
    return new Promise((resolve) => {
      waiting.set(id, (data) => resolve(data.value))
      const values = [nextId, method, params].map((value) => ({ type: 'RAW', value }))
      port.postMessage({ id, type: 'APPLY', path: ['call'], argumentList: values })
    })
  },
}

const choose = async () => {
  const reply = await globalThis.app.call('pick.open', [
    { open: 'directory', mode: 'change', label: 'to read your receipts and add up the totals' },
  ])
  said.textContent = reply.ok ? 'Thank you' : reply.error.code
}
document.getElementById('choose').addEventListener('click', () => void choose())
