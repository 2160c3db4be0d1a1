// Asks for a folder as soon as it can, untouched.
const ask = async () => {
  const reply = await globalThis.app.call('pick.open', [
    { open: 'directory', mode: 'read', label: 'now' },
  ])
  console.log(reply.ok ? 'given' : reply.error.code)
}
addEventListener('message', () => void ask())
