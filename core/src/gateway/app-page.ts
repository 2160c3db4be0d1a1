/** What is done to the pages of apps before they are served. */
import { GUARD } from './guard-script.ts'

/** Bytes: a UTF-8 mark, white space, and the one doctype that keeps a page out of quirks mode. */
const DOCTYPE = /^(?:\xef\xbb\xbf)?[\t\n\f\r ]*<!doctype html>/i

/**
 * The page with the guard as its first script.
 *
 * It comes right after `<!doctype html>` when the page begins with exactly that, else before
 * everything, so that no reading of what a page begins with can differ from the browser's. A page that
 * begins with the mark of UTF-16 is thereby read as the UTF-8 that its Content-Type says.
 */
export function guarded(page: Uint8Array): Uint8Array {
  const start = Buffer.from(page.buffer, page.byteOffset, Math.min(page.length, 1024))
  const at = DOCTYPE.exec(start.toString('latin1'))?.[0].length ?? 0
  return Buffer.concat([page.subarray(0, at), GUARD, page.subarray(at)])
}
