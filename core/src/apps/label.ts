import { base32 } from 'multiformats/bases/base32'
import { sha256 } from '../crypto/hash.ts'

const LABEL_CHARS = 20
/** NOTE: no manifest can name it as its publisher, since it is no DID. */
const OWN_PUBLISHER = 'space'

/**
 * The label of an app's origin: 20 characters of `a-z2-7`.
 *
 * A publisher's app keeps it through all versions, and nobody else can have it; what nobody signed has
 * one of its own for each bundle.
 */
export function labelOf(app: { publisher: string; id: string } | { cid: string }): string {
  const name = 'cid' in app ? app.cid : `${app.publisher}/${app.id}`
  return base32.baseEncode(sha256(new TextEncoder().encode(name))).slice(0, LABEL_CHARS)
}

/** The label of an app that comes with Space: the same through all builds. */
export function ownLabelOf(id: string): string {
  return labelOf({ publisher: OWN_PUBLISHER, id })
}

/** Degrees on the colour wheel, 0 to 359, told from a text. */
export function hueOf(name: string): number {
  const [high = 0, low = 0] = sha256(new TextEncoder().encode(name))
  return ((high << 8) | low) % 360
}
