import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Programs that tests call, the Debian package each comes in, and what would be untested without it. */
const NEEDED = [
  { program: 'git', apt: 'git', why: 'a fresh clone is where the launcher starts' },
  { program: 'chromium', apt: 'chromium', why: 'the window of Space and its apps live in one' },
  { program: 'ip', apt: 'iproute2', why: 'attacks are heard in a network of their own' },
]

/**
 * Bring what the tests call onto this machine: by apt when we are root, otherwise by telling.
 * A program that stays missing makes its tests fail, not disappear.
 */
export function prepareMachine(): void {
  const missing = NEEDED.filter(({ program }) => !isOnPath(program))
  if (missing.length === 0) return
  const packages = missing.map(({ apt }) => apt)
  if (process.getuid?.() === 0 && isOnPath('apt-get')) {
    console.log(`installing ${packages.join(', ')} by apt, which the tests need`)
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    for (const args of [
      ['update', '-q'],
      ['install', '-qy', '--no-install-recommends', ...packages],
    ]) {
      spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env })
    }
  }
  for (const { program, apt, why } of missing.filter((need) => !isOnPath(need.program))) {
    console.log(`missing: ${program} (${why}); try: apt-get install ${apt}`)
  }
}

function isOnPath(program: string): boolean {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .some((folder) => existsSync(join(folder, program)))
}
