import { readFile } from 'node:fs/promises'
import type { Socket } from 'node:net'

/** Where Linux lists the connections of this machine. */
const TABLES = ['/proc/net/tcp', '/proc/net/tcp6']
/** Columns of a row: what is ours, what is theirs, whose it is. */
const [LOCAL, REMOTE, UID] = [1, 2, 7]

/**
 * Whether the other end of a connection on this machine belongs to another user, or to nobody that is
 * known. False on systems that do not tell; Linux always does, so there an empty answer is a bad one.
 *
 * A code for a new window is an argument of the browser that is started, and arguments are seen by
 * everybody on the machine: so only its owner's programs may exchange it.
 */
export async function isOfAnotherUser({ remotePort, localPort }: Socket): Promise<boolean> {
  const own = process.getuid?.()
  const tables = await Promise.all(TABLES.map((path) => readFile(path, 'latin1').catch(() => '')))
  const rows = tables.flatMap((table) => table.split('\n').map((row) => row.trim().split(/\s+/)))
  const owners = rows
    .filter((row) => portOf(row[LOCAL]) === remotePort && portOf(row[REMOTE]) === localPort)
    .map((row) => Number(row[UID]))
  if (process.platform === 'linux' && owners.length === 0) return true
  return own !== undefined && owners.some((uid) => uid !== own)
}

/** Of `0100007F:1E2B`. */
function portOf(address: string | undefined): number | undefined {
  const [, port] = address?.split(':') ?? []
  return port === undefined ? undefined : Number.parseInt(port, 16)
}
