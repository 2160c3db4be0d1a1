import { VECTORS } from './vectors.js'

// Where the canary listens came with the bundle; which vectors to try is set by the test.
const plan = await (await fetch('plan.json')).json()

const targetOf = (index) => {
  const label = `v${index}-${plan.run}`
  const host = `${label}.canary.test`
  return {
    host,
    http: `http://${host}/x`,
    https: `https://${host}/x`,
    ws: `ws://${host}/x`,
    ip: plan.ip,
    port: plan.port + index,
    sibling: `${plan.sibling}?leak=${label}`,
    shell: `${plan.shell}?leak=${label}`,
    other: `http://127.0.0.1:${plan.otherPort}/${label}`,
    secret: `SECRET${label.replaceAll('-', '')}abcdefgh`,
  }
}

document.querySelector('#go').addEventListener('click', async () => {
  document.querySelector('#state').textContent = 'going'
  await Promise.allSettled(
    globalThis.chosen.map(async (index) => VECTORS[index].run(targetOf(index))),
  )
  document.querySelector('#state').textContent = 'gone'
})
document.querySelector('#state').textContent = 'ready'
