import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { cidOf, sha256 } from '../../core/src/blocks/car.ts'
import { openSegments } from '../../core/src/blocks/segments.ts'
import { openBlockNetwork } from './block-network.ts'

test('two processes exchange sealed blocks by Bitswap, and the receiver keeps them', async () => {
  using folder = temporaryFolder()
  const blocks = [2 ** 20, 2 ** 20, 4096].map((size) => randomBytes(size))
  blocks.forEach((bytes, i) => fs.writeFileSync(path.join(folder.path, `block-${i}`), bytes))
  await using peer = startPeer(folder.path)
  const cids = blocks.map((bytes) => cidOf(sha256(bytes), 'raw'))
  const dir = path.join(folder.path, 'receiver')
  {
    await using store = await openSegments({ dir })
    await using network = await openBlockNetwork({ store, listen: ['/ip4/127.0.0.1/tcp/0'] })
    await network.connect(await peer.address())
    const signal = AbortSignal.timeout(20_000)
    const got = await Promise.all(cids.map((cid) => network.fetch(cid, { signal })))
    expect(got.map((bytes, i) => Buffer.compare(bytes, blocks[i] ?? Buffer.of()))).toEqual([
      0, 0, 0,
    ])
  }
  await using store = await openSegments({ dir })
  expect(cids.map((cid) => store.has(cid))).toEqual([true, true, true])
  expect(Buffer.compare(store.get(cids[0]!), blocks[0]!)).toBe(0)
}, 60_000)

test('a block that no peer has is said to be missing', async () => {
  using folder = temporaryFolder()
  await using store = await openSegments({ dir: folder.path })
  await using network = await openBlockNetwork({ store, listen: ['/ip4/127.0.0.1/tcp/0'] })
  const cid = cidOf(sha256(randomBytes(10)), 'raw')
  const stop = new AbortController()
  const fetching = network.fetch(cid, { signal: stop.signal })
  stop.abort()
  await expect(fetching).rejects.toMatchObject({ code: 'missing-block' })
})

/** Another process with the blocks of `dir` in a store of its own, listening on loopback. */
function startPeer(dir: string): AsyncDisposable & { address(): Promise<string> } {
  const room = new URL('../../core/src/blocks/', import.meta.url).href
  const network = new URL('block-network.ts', import.meta.url).href
  const script = `
    import fs from 'node:fs'
    import { cidOf, sha256 } from ${JSON.stringify(`${room}car.ts`)}
    import { openBlockNetwork } from ${JSON.stringify(network)}
    import { openSegments } from ${JSON.stringify(`${room}segments.ts`)}
    const dir = process.argv[1]
    const store = await openSegments({ dir: dir + '/sender' })
    for (const name of fs.readdirSync(dir).filter((name) => name.startsWith('block-'))) {
      const bytes = fs.readFileSync(dir + '/' + name)
      await store.receive([{ cid: cidOf(sha256(bytes), 'raw'), bytes }])
    }
    const network = await openBlockNetwork({ store, listen: ['/ip4/127.0.0.1/tcp/0'] })
    console.log(network.addresses()[0])`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, dir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise((resolve) => child.once('close', resolve))
  return {
    async address() {
      for await (const line of createInterface({ input: child.stdout })) return line
      throw new Error('The peer ended without an address')
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

function temporaryFolder(): Disposable & { readonly path: string } {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'space-helia-'))
  return {
    path: folder,
    [Symbol.dispose]: () => fs.rmSync(folder, { recursive: true, force: true }),
  }
}
