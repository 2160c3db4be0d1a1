// What the launcher needs only on a first run: fetching a Node, installing node_modules, and the lock around both.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import {
  OLDEST,
  Refusal,
  isStamped,
  stampFor,
  modules,
  root,
  run,
  runtime,
  stamp,
  stopped,
} from './ground.js'
import { nodeForThisMachine } from './nodes.js'

/** The path of a Node that is new enough, fetched into `.runtime/` when it is not there yet. */
export async function findNode() {
  const entry = nodeForThisMachine()
  const installIt = `install Node ${OLDEST.join('.')} or newer from https://nodejs.org and run the same command again`
  if (entry === undefined) {
    throw new Refusal(
      `Node ${process.versions.node} is too old and npm has no Node for ${process.platform}-${process.arch}`,
      installIt,
    )
  }
  const { home, inside, node } = entry
  if (existsSync(node)) return node
  await locked(async (part) => {
    if (existsSync(node)) return
    say(
      `Node ${process.versions.node} is too old for Space; fetching Node ${entry.version} into .runtime, once`,
    )
    fs.writeFileSync(join(part, 'package.json'), '{"private":true}')
    await npm(['pack', `${entry.name}@${entry.version}`, '--prefer-offline', '--silent'], part)
    const tarball = fs.readFileSync(join(part, `${entry.name}-${entry.version}.tgz`))
    const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`
    if (integrity !== entry.integrity) {
      throw new Refusal(
        `${entry.name}@${entry.version} is not what it should be: its hash is\n  ${integrity}, expected\n  ${entry.integrity}.\nNothing of it was run or kept.`,
        `check which registry npm uses (npm config get registry), or ${installIt}`,
      )
    }
    const ready = join(part, 'node')
    fs.mkdirSync(join(ready, 'bin'), { recursive: true })
    writeDurably(join(ready, inside), pick(gunzipSync(tarball), `package/${inside}`))
    // An old libc, musl, or a noexec disk shows here, before the binary has a name that later runs trust.
    if (
      spawnSync(join(ready, inside), ['--version']).stdout?.toString().trim() !==
      `v${entry.version}`
    ) {
      throw new Refusal(
        `Node ${entry.version} was fetched but does not run on this system`,
        installIt,
      )
    }
    fs.renameSync(ready, home)
  })
  return node
}

/** The bytes of one file of an unpacked tar. */
function pick(tar, name) {
  const text = (from, to) => tar.subarray(from, to).toString('latin1').split('\0', 1)[0]
  for (let at = 0; at + 512 <= tar.length;) {
    const size = Number.parseInt(text(at + 124, at + 136) || '0', 8)
    if (text(at, at + 100) === name) return tar.subarray(at + 512, at + 512 + size)
    at += 512 + Math.ceil(size / 512) * 512
  }
  throw new Refusal(`the package has no ${name}`, 'install a newer Node by hand')
}

function writeDurably(path, bytes) {
  const file = fs.openSync(path, 'wx', 0o755)
  try {
    for (let at = 0; at < bytes.length;) at += fs.writeSync(file, bytes, at)
    fs.fsyncSync(file)
  } finally {
    fs.closeSync(file)
  }
}

/**
 * Bring node_modules in line with the lock: at least what `asked` names, `all` of it or what is needed for `use`.
 * npm works in a folder beside the old tree and the result is renamed into place, so a kill at any moment leaves
 * the old tree or the new one, and an npm that outlives its launcher spoils nothing.
 */
export async function install(asked) {
  await locked(async (part) => {
    if (isStamped(asked)) return
    // Whoever had all of an older lock works on Space: less would come and go with each command.
    const scope = hadAll() ? 'all' : asked
    let made = scopeOfTree()
    if (made !== 'all' && made !== scope) {
      say(
        scope === 'use'
          ? 'installing what Space needs into node_modules, once'
          : 'installing what Space and its tests need into node_modules, once',
      )
      copyManifests(part)
      const dev = scope === 'use' ? '--omit=dev' : '--include=dev'
      await npm(['ci', '--ignore-scripts', dev, '--include=optional', '--prefer-offline'], part)
      const old = join(part, 'old_modules')
      if (existsSync(modules)) fs.renameSync(modules, old)
      fs.renameSync(join(part, 'node_modules'), modules)
      made = scope
    }
    // Written last, and by rename: a stamp always speaks of a whole tree.
    fs.writeFileSync(join(part, 'stamp'), stampFor(made))
    fs.renameSync(join(part, 'stamp'), stamp)
  })
}

function hadAll() {
  try {
    return !/^[^\n]* use\n/.test(readFileSync(stamp, 'latin1'))
  } catch {
    return false
  }
}

/**
 * What somebody's own `npm ci` made: exactly the tree that the lock asks for (`all`), the same without what only
 * developers need (`use`), or something else. npm writes its record last.
 */
function scopeOfTree() {
  let have, want
  try {
    have = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8')).packages
    want = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  } catch {
    return undefined
  }
  const same = (a, b) =>
    a?.version === b?.version && a?.integrity === b?.integrity && a?.link === b?.link
  if (!Object.keys(have).every((path) => same(have[path], want[path]))) return undefined
  const missing = Object.keys(want).filter(
    (path) => path !== '' && !Object.hasOwn(have, path) && !isOptional(want[path]),
  )
  if (missing.length === 0) return 'all'
  return missing.every((path) => want[path].dev === true) ? 'use' : undefined
}

function isOptional(entry) {
  return entry.optional === true || entry.devOptional === true || entry.peer === true
}

/** What npm reads of this checkout: manifests, the lock, its settings, and the commands it links into `.bin`. */
function copyManifests(part) {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  const rooms = Object.keys(lock).filter((path) => path !== '' && !path.includes('node_modules/'))
  const files = ['package.json', 'package-lock.json', '.npmrc']
  for (const room of rooms) {
    const { bin = {} } = JSON.parse(readFileSync(join(root, room, 'package.json'), 'utf8'))
    for (const file of ['package.json', ...Object.values(bin)]) files.push(`${room}/${file}`)
  }
  for (const file of files) {
    fs.mkdirSync(dirname(join(part, file)), { recursive: true })
    fs.copyFileSync(join(root, file), join(part, file))
  }
}

// ── one at a time

/**
 * Run `work` with a folder of its own while no other launcher of this checkout does the same.
 *
 * The lock is a file that names its owner (pid and start time, so a pid used again is not mistaken for it) and is
 * void as soon as that process is gone. What `work` makes becomes visible only by rename: should two ever get past
 * the lock (another container with its own pids), they do the work twice and harm nothing.
 */
export async function locked(work) {
  const lock = join(runtime, 'lock')
  const me = `${process.pid} ${startOf(process.pid)}`
  const part = join(runtime, `part-${process.pid}-${Date.now()}`)
  try {
    fs.mkdirSync(part, { recursive: true })
  } catch (cause) {
    throw new Refusal(
      `cannot write to ${runtime} (${cause.code})`,
      'run this once as the user who owns the folder',
    )
  }
  fs.writeFileSync(join(part, 'owner'), me)
  await take(join(part, 'owner'), lock)
  try {
    for (const name of fs.readdirSync(runtime)) {
      const pid = /^part-(\d+)-/.exec(name)?.[1]
      if (pid === undefined) continue
      const owner = ownerOf(join(runtime, name, 'owner')) ?? `${pid} ${startOf(pid)}`
      if (!isAlive(owner)) fs.rmSync(join(runtime, name), { recursive: true, force: true })
    }
    await work(part)
  } finally {
    if (ownerOf(lock) === me) fs.rmSync(lock, { force: true })
    fs.rmSync(part, { recursive: true, force: true })
  }
}

async function take(mine, lock) {
  for (let told = false; ;) {
    try {
      // A link appears at once and with its contents; creating and then writing would not.
      return fs.linkSync(mine, lock)
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    const owner = ownerOf(lock)
    if (owner === undefined) continue
    if (isAlive(owner)) {
      if (!told) say(`waiting for process ${owner.split(' ')[0]}, which is installing`)
      told = true
      await new Promise((resolve) => setTimeout(resolve, 100))
      continue
    }
    // Whoever renames the void lock away removes it; a lock that was taken meanwhile is put back.
    const away = `${mine}-void`
    try {
      fs.renameSync(lock, away)
      if (ownerOf(away) !== owner) fs.linkSync(away, lock)
    } catch (error) {
      if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error
    }
    fs.rmSync(away, { force: true })
  }
}

function ownerOf(path) {
  try {
    return fs.readFileSync(path, 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}

function isAlive(owner) {
  const [pid, start] = owner.split(' ')
  try {
    process.kill(Number(pid), 0)
  } catch (error) {
    if (error.code !== 'EPERM') return false
  }
  return startOf(pid) === start
}

/** When a process began, in ticks since boot; '?' where the system has no /proc (there the pid alone must do). */
function startOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return '?'
  }
}

/** Run npm, its talk on stderr: stdout belongs to the command's data. */
async function npm(argv, cwd) {
  const cli = findNpm()
  if (cli === undefined) {
    throw new Refusal(
      'npm was not found beside Node or on the PATH',
      'install Node together with npm',
    )
  }
  // The outer npm describes itself and its flags in npm_*; only what says where packages come from is kept.
  const kept =
    /^npm_config_(?:registry|cache|ca|cafile|cert|key|strict_ssl|userconfig|globalconfig|offline|fetch_.*|.*proxy|@.*|\/\/.*)$/i
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([key]) => !/^npm_/i.test(key) || kept.test(key)),
  )
  env.PATH = dirname(process.execPath) + delimiter + (process.env.PATH ?? '')
  const { code, signal } = await run(process.execPath, [cli, ...argv], {
    cwd,
    env,
    stdio: ['ignore', argv[0] === 'pack' ? 'ignore' : 2, 2],
  })
  const by = stopped.by ?? signal
  if (by !== null) throw new Refusal(`npm was stopped by ${by}`, 'run the same command again')
  if (code !== 0) {
    throw new Refusal(
      `"npm ${argv.slice(0, 2).join(' ')}" failed (exit ${code}); its own words are above`,
      'check the network and the registry, then run the same command again; nothing is half installed',
    )
  }
}

function findNpm() {
  const said = process.env.npm_execpath
  if (said !== undefined && /npm-cli\.c?js$/.test(said) && existsSync(said)) return said
  const folders = [dirname(process.execPath), ...(process.env.PATH ?? '').split(delimiter)]
  for (const folder of folders.filter((path) => path !== '')) {
    for (const way of ['../lib/node_modules/npm', 'node_modules/npm']) {
      const cli = join(folder, way, 'bin', 'npm-cli.js')
      if (existsSync(cli)) return cli
    }
  }
  return undefined
}

export function say(words) {
  process.stderr.write(`space: ${words}\n`)
}
