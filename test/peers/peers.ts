import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

export type PeerName = 'restic' | 'rclone' | 'gocryptfs' | 'age'

/**
 * How one peer is driven: lines of bash over `$W` (its own fresh folder), `$S` (what to add) and
 * `$O` (where to put what comes back).
 */
export interface Peer {
  readonly name: PeerName
  /** Run before the clock starts. */
  readonly prepare: string
  readonly add: string
  /** Adds `$S` once more, reading every byte. */
  readonly readAgain?: string
  /** Adds `$S` once more, trusting size and times. */
  readonly addAgain?: string
  readonly get?: string
  /** Run after the clock stopped. */
  readonly clean?: string
}

export interface Peers {
  readonly ready: ReadonlyMap<PeerName, Peer>
  /** What could not be compared with, and why. */
  readonly missing: readonly { readonly name: string; readonly why: string }[]
}

/** No secrets: everything these hold is made up by the bench and deleted behind it. */
export const PEER_ENV: Readonly<Record<string, string>> = {
  RESTIC_PASSWORD: 'bench',
  RCLONE_CONFIG: '/dev/null',
}

const PEERS: readonly Peer[] = [
  {
    name: 'restic',
    prepare: 'restic init -q --no-cache -r "$W/r"',
    add: 'restic backup -q --no-cache -r "$W/r" "$S"',
    readAgain: 'restic backup -q -f --no-cache -r "$W/r" "$S"',
    addAgain: 'restic backup -q --no-cache -r "$W/r" "$S"',
    get: 'restic restore -q --no-cache latest -r "$W/r" -t "$O"',
  },
  {
    name: 'rclone',
    prepare:
      'printf "[c]\\ntype = crypt\\nremote = %s/r\\npassword = %s\\n" "$W" "$(rclone obscure bench)" > "$W/rclone.conf"',
    add: 'rclone -q --config "$W/rclone.conf" copy "$S" c:x',
    get: 'rclone -q --config "$W/rclone.conf" copy c:x "$O"',
  },
  {
    name: 'gocryptfs',
    prepare:
      'mkdir -p "$W/sealed" "$W/plain"; gocryptfs -q -init -extpass "echo bench" "$W/sealed" > /dev/null; gocryptfs -q -extpass "echo bench" "$W/sealed" "$W/plain"',
    add: 'cp -r "$S" "$W/plain/x"; sync -f "$W/plain"',
    get: 'cp -r "$W/plain/x" "$O"',
    clean: 'fusermount -u "$W/plain"',
  },
  {
    name: 'age',
    prepare: 'age-keygen -o "$W/key" 2> /dev/null',
    add: 'if [ -d "$S" ]; then tar cf - -C "$S" . | age -r "$(age-keygen -y "$W/key")" -o "$W/x"; else age -r "$(age-keygen -y "$W/key")" -o "$W/x" "$S"; fi',
    get: 'age -d -i "$W/key" -o "$O" "$W/x"',
  },
]

/** What must be on the path for each peer, and the Debian packages that bring it. */
const NEEDS: Readonly<Record<PeerName, { programs: readonly string[]; apt: readonly string[] }>> = {
  restic: { programs: ['restic'], apt: ['restic'] },
  rclone: { programs: ['rclone'], apt: ['rclone'] },
  gocryptfs: { programs: ['gocryptfs', 'fusermount'], apt: ['gocryptfs', 'fuse3'] },
  age: { programs: ['age', 'age-keygen'], apt: ['age'] },
}

const APT_TIMEOUT_MS = 180_000

/** Finds the peers on this machine; as root the missing ones are installed by apt, quietly. */
export function readyPeers(): Peers {
  const absent = PEERS.filter(({ name }) => lacks(name).length > 0)
  if (absent.length > 0 && process.getuid?.() === 0 && onPath('apt-get')) {
    const packages = absent.flatMap(({ name }) => NEEDS[name].apt)
    apt(['update', '-q'])
    apt(['install', '-qy', '--no-install-recommends', ...packages])
  }
  const ready = new Map<PeerName, Peer>()
  const missing: { name: string; why: string }[] = []
  for (const peer of PEERS) {
    const without = lacks(peer.name)
    if (without.length > 0) missing.push({ name: peer.name, why: `no ${without.join(', ')} here` })
    else if (peer.name === 'gocryptfs' && !existsSync('/dev/fuse')) {
      missing.push({ name: peer.name, why: 'no /dev/fuse here' })
    } else ready.set(peer.name, peer)
  }
  return { ready, missing }
}

function lacks(name: PeerName): string[] {
  return NEEDS[name].programs.filter((program) => !onPath(program))
}

function onPath(program: string): boolean {
  const path = process.env['PATH'] ?? ''
  return path.split(delimiter).some((folder) => existsSync(join(folder, program)))
}

function apt(args: readonly string[]): void {
  spawnSync('apt-get', args, {
    stdio: 'ignore',
    timeout: APT_TIMEOUT_MS,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
}
