import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runLine } from '../bench/measure.ts'

/** Where the packages of this peer lie; they are no dependency of Space and not in its lock. */
const HOME = join(import.meta.dirname, '../../node_modules/.cache/space-bench/helia')
const PACKAGES = [
  'helia@7.1.15',
  '@helia/unixfs@8.0.5',
  'blockstore-fs@4.0.1',
  'datastore-core@12.0.1',
]
const NPM_TIMEOUT_MS = 180_000

/** It runs beside its own packages, so that they are found without being ours. */
const PROGRAM = `
import { createReadStream } from 'node:fs'
import { createHeliaLight } from 'helia'
import { unixfs } from '@helia/unixfs'
import { FsBlockstore } from 'blockstore-fs'
import { MemoryDatastore } from 'datastore-core'
const [source, store] = process.argv.slice(2)
const blockstore = new FsBlockstore(store)
await blockstore.open()
const helia = createHeliaLight({ start: false, blockstore, datastore: new MemoryDatastore() })
const chunker = async function * (source) {
  for await (const chunk of source) yield chunk
}
const start = performance.now()
await unixfs(helia).addByteStream(createReadStream(source, { highWaterMark: 2 ** 20 }), { rawLeaves: true, chunker })
console.log(performance.now() - start)
process.exit(0)
`

/**
 * Gets Helia's file importer from npm. It neither encrypts nor flushes, and so has less to do.
 *
 * Returns how to add one file to an empty store folder, in ms of the import itself (warm, like ours),
 * or why that is not possible here.
 */
export function readyHelia():
  | { add: (source: string, store: string) => Promise<number> }
  | { why: string } {
  const program = join(HOME, 'add.mjs')
  if (!existsSync(join(HOME, 'node_modules/@helia/unixfs/package.json'))) {
    mkdirSync(HOME, { recursive: true })
    writeFileSync(join(HOME, 'package.json'), '{"private":true,"type":"module"}')
    const flags = ['--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund', '--silent']
    const done = spawnSync('npm', ['install', ...flags, ...PACKAGES], {
      cwd: HOME,
      stdio: 'ignore',
      timeout: NPM_TIMEOUT_MS,
    })
    if (done.status !== 0) return { why: 'its packages could not be fetched from npm' }
  }
  writeFileSync(program, PROGRAM)
  return {
    async add(source, store) {
      const line = '"$NODE" "$PROGRAM" "$S" "$W"'
      const env = { NODE: process.execPath, PROGRAM: program, S: source, W: store }
      return Number((await runLine(line, env)).trim())
    },
  }
}
