/** The first script of every page of an app, by its hash: core/src/gateway/guard.js. */
const GUARD = "'sha256-olXbcsc7mOWsMrnfJjUM10S1E/XkyLEFNQPakjV2a+w='"

/**
 * What the shell demands of every document in an app's frame, on top of what the gateway sends:
 * a document without such a policy, from wherever it comes, is not shown at all.
 */
export const FRAME_POLICY = [
  "default-src 'none'",
  `script-src 'self' 'wasm-unsafe-eval' ${GUARD}`,
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "frame-src 'none'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')
