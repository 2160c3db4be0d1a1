/** The first script of every page of an app, as it is read from `guard.js`. */
import { readFileSync } from 'node:fs'
import { sha256 } from '../crypto/hash.ts'

/**
 * It stands in the page itself. Fetched, it could be kept away (cookies that are too long for a request
 * are enough), and the page would run without it.
 */
const source = readFileSync(new URL('guard.js', import.meta.url))

export const GUARD = Buffer.concat([Buffer.from('<script>'), source, Buffer.from('</script>')])

/** What a policy calls it: the one inline script that may run. */
export const GUARD_SOURCE = `'sha256-${Buffer.from(sha256(source)).toString('base64')}'`
