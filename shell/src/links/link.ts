/**
 * What was typed into the address field, or handed over by another program: read without asking
 * anybody. A link leads to a place or to nothing; it never does anything there.
 */
import { MOST_LINK_CHARS, spaceLinkOf } from '@space/sdk/links'
import { type Place, placeOf } from '../tabs/place.ts'

export type Link =
  | { readonly kind: 'place'; readonly place: Place }
  /** An app that comes with Space, by its id, and where in it. */
  | { readonly kind: 'app'; readonly id: string; readonly path: readonly string[] }
  /** Sites of the open web without servers: not there yet. */
  | {
      readonly kind: 'site'
      readonly by: 'content' | 'name' | 'handshake'
      readonly address: string
    }
  /** For the person's own browser, after asking. */
  | { readonly kind: 'web'; readonly url: string }

const SPACE_LINK = /^space:(?:\/\/)?/i
/** A CID: version 1 in base32 or base36, or version 0. */
const CID = /^(?:baf[a-z2-7]{20,}|k[a-z0-9]{40,}|Qm[1-9A-HJ-NP-Za-km-z]{44})$/
const HANDSHAKE_NAME = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\/$/

/** The link that a text is; undefined for words to search for. */
export function linkOf(text: string): Link | undefined {
  const written = text.trim()
  if (
    written === '' ||
    written.length > MOST_LINK_CHARS ||
    /\s/.test(written.split('/')[0] ?? '')
  ) {
    return undefined
  }
  if (SPACE_LINK.test(written)) return ownLinkOf(written)
  const [scheme = '', rest] = split(written, '://')
  if (rest !== undefined) return foreignLinkOf(scheme.toLowerCase(), rest, written)
  const [host = ''] = written.split('/')
  if (CID.test(host)) return { kind: 'site', by: 'content', address: `ipfs://${written}` }
  const lower = host.toLowerCase()
  if (lower.endsWith('.hns') && lower.length > 4) {
    return { kind: 'site', by: 'handshake', address: `hns://${written}` }
  }
  if (HANDSHAKE_NAME.test(written.toLowerCase())) {
    return { kind: 'site', by: 'handshake', address: `hns://${written}` }
  }
  if (/^[^/.]+(?:\.[^/.]+)*\.[a-z]{2,}$/i.test(host) && written.includes('/')) {
    return webLinkOf(`https://${written}`)
  }
  return undefined
}

/** How an app that comes with Space, or a page, is written in the address field. */
export function writtenLink(id: string, path: readonly string[]): string {
  return ['space:/', id, ...path.map(writtenName)].join('/')
}

/** As readable as an address can be: only what would be read as something else is escaped. */
function writtenName(name: string): string {
  return name
    .toWellFormed()
    .replaceAll(/[%/?#\\\p{C}\p{Z}]/gu, (char) => (char === ' ' ? char : encodeURIComponent(char)))
}

function ownLinkOf(written: string): Link | undefined {
  const place = placeOf(written.replace(SPACE_LINK, '').replace(/\/+$/, ''))
  if (place !== undefined && place.kind !== 'app') return { kind: 'place', place }
  const link = spaceLinkOf(written)
  if (link === undefined || link.id === 'home' || link.id === 'settings') return undefined
  return { kind: 'app', ...link }
}

function foreignLinkOf(scheme: string, rest: string, written: string): Link | undefined {
  if (rest === '') return undefined
  if (scheme === 'ipfs') return { kind: 'site', by: 'content', address: written }
  if (scheme === 'ipns') return { kind: 'site', by: 'name', address: written }
  if (scheme === 'hns') return { kind: 'site', by: 'handshake', address: written }
  if (scheme === 'http' || scheme === 'https') return webLinkOf(written)
  return undefined
}

function webLinkOf(address: string): Link | undefined {
  const url = URL.parse(address)
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined
  if (url.hostname === 'localhost' || url.hostname.endsWith('.localhost')) return undefined
  url.username = ''
  url.password = ''
  return { kind: 'web', url: url.href }
}

function split(text: string, at: string): [string] | [string, string] {
  const index = text.indexOf(at)
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + at.length)]
}
