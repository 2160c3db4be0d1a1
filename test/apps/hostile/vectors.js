import { CODE } from './vectors/code.js'
import { FRAME } from './vectors/frame.js'
import { HINT } from './vectors/hint.js'
import { MEDIA } from './vectors/media.js'
import { NAVIGATION } from './vectors/navigation.js'
import { REQUEST } from './vectors/request.js'
import { STYLE } from './vectors/style.js'
import { WEBRTC } from './vectors/webrtc.js'

/**
 * Every way we know by which a page can say something to the network. Each vector gets addresses
 * that belong to it alone, so whatever arrives at the canary names the hole it came through.
 *
 * `alone` vectors leave or break their page: each runs in a page of its own.
 *
 * @typedef {{ http: string, https: string, ws: string, host: string, ip: string, port: number,
 *   sibling: string, shell: string, other: string, secret: string }} Target
 * @typedef {{ name: string, family: string, alone?: true, run: (t: Target) => unknown }} Vector
 */

/** @type {Vector[]} */
export const VECTORS = [
  ...REQUEST,
  ...MEDIA,
  ...STYLE,
  ...CODE,
  ...HINT,
  ...FRAME,
  ...NAVIGATION,
  ...WEBRTC,
]
