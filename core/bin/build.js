// What browsers load: the sdk as one module for apps, the shell, and the apps that come with Space. Built before Space is started, when their sources
// are other than those of the last build.
import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { join } from 'node:path'
import { Refusal, modules, root, run, stopped } from './ground.js'

/** Each is built by its `vite.config.ts` into its `dist`, from these files and folders. */
const PAGES = [
  { folder: 'sdk', from: ['sdk/src', 'sdk/vite.config.ts'] },
  {
    folder: 'shell',
    from: [
      'sdk/src',
      'ui/src',
      'shell/src',
      'shell/index.html',
      'shell/frame.html',
      'shell/vite.config.ts',
    ],
  },
  {
    folder: 'plugins/files',
    from: [
      'sdk/src',
      'ui/src',
      'plugins/files/src',
      'plugins/files/public',
      'plugins/files/index.html',
      'plugins/files/vite.config.ts',
    ],
  },
]
/** Says what a `dist` was made from; the gateway serves no name that begins with a dot. */
const STAMP = '.made-from'
const TEST_FILE = /\.test\.tsx?$/

/**
 * Bring what browsers load in line with its sources; false when something could not be built.
 *
 * Vite works in a folder beside the old result and is renamed into place, so nobody is ever served a half.
 *
 * @param node a Node that runs our `vite.config.ts`
 */
export async function buildPages(node) {
  if (stale().length === 0) return true
  const { locked, say } = await import('./install.js')
  let isWhole = true
  await locked(async (part) => {
    for (const { folder, print } of stale()) {
      say(`building ${folder}, once`)
      isWhole = (await build(node, folder, print, part)) && isWhole
    }
  })
  return isWhole
}

async function build(node, folder, print, part) {
  const made = join(part, folder.replace('/', '-'))
  const config = join(root, folder, 'vite.config.ts')
  const vite = join(modules, 'vite', 'bin', 'vite.js')
  const { code } = await run(
    node,
    [
      vite,
      'build',
      '--config',
      config,
      '--configLoader',
      'native',
      '--outDir',
      made,
      '--emptyOutDir',
      '--logLevel',
      'warn',
    ],
    { cwd: root, env: { ...process.env, NODE_ENV: 'production' }, stdio: ['ignore', 2, 2] },
  )
  if (stopped.by !== undefined) {
    throw new Refusal('building was stopped', 'run the same command again')
  }
  if (code !== 0) return false
  fs.writeFileSync(join(made, STAMP), print)
  const dist = join(root, folder, 'dist')
  if (fs.existsSync(dist)) fs.renameSync(dist, join(part, `${folder.replace('/', '-')}-before`))
  fs.renameSync(made, dist)
  return true
}

/** What must be built, with the print of its sources. A folder without a page is none of ours yet. */
function stale() {
  return PAGES.filter(({ folder }) => fs.existsSync(join(root, folder, 'vite.config.ts')))
    .map(({ folder, from }) => ({ folder, print: printOf(from) }))
    .filter(({ folder, print }) => print !== readStamp(folder))
}

function readStamp(folder) {
  try {
    return fs.readFileSync(join(root, folder, 'dist', STAMP), 'utf8')
  } catch {
    return undefined
  }
}

/** Names, sizes and times of all files, and the lock: what was installed goes into the pages too. */
function printOf(from) {
  const hash = createHash('sha256')
  const add = (path) => {
    const stat = fs.statSync(join(root, path), { throwIfNoEntry: false })
    if (stat === undefined) return
    if (!stat.isDirectory()) return hash.update(`${path}\0${stat.size} ${stat.mtimeMs}\n`)
    const names = fs.readdirSync(join(root, path)).sort()
    for (const name of names) if (!TEST_FILE.test(name)) add(`${path}/${name}`)
  }
  for (const path of [...from, 'package-lock.json']) add(path)
  return hash.digest('hex')
}
