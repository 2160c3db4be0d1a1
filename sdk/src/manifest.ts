import { SpaceError } from './errors.ts'
import { manifestSchema } from './manifest-schema.ts'
import { checkShape } from './shape.ts'
import type { Mode } from './values.ts'

/** Name of the file in an app's folder. */
export const MANIFEST_FILE = 'space.app.json'

/** What an app says about itself in `space.app.json`. */
export interface Manifest {
  readonly manifest: 1
  /** Chosen by the publisher, unique among their apps. */
  readonly id: string
  readonly name: string
  /** Semantic version. */
  readonly version: string
  readonly description?: string
  /** Path of the HTML page to open, relative to the folder. */
  readonly entry: string
  readonly icons?: readonly { readonly src: string; readonly sizes?: string }[]
  /** DID of whoever signs. */
  readonly publisher?: string
  /** All that the app may ever ask for; asking for anything else throws `not-asked`. */
  readonly requests?: readonly ManifestRequest[]
  readonly handlers?: readonly Handler[]
  readonly services?: readonly {
    readonly entry: string
    readonly wake: 'file-change' | 'interval' | 'message'
  }[]
  readonly integrity?: {
    /** By path, `sha256-` and 64 hex digits. */
    readonly files: Readonly<Record<string, string>>
    readonly root?: string
  }
  /** JWS of the publisher over the manifest without this field. */
  readonly signature?: string
}

/** `reason` is shown to the person as the app's words. */
export type ManifestRequest =
  | { readonly type: 'directory' | 'file'; readonly mode: Mode; readonly reason: string }
  | { readonly type: 'save'; readonly reason: string }
  | { readonly type: 'host'; readonly host: string; readonly reason: string }
  | { readonly type: 'identity'; readonly reason: string }

export interface Handler {
  /** Such as `image/png` or `image/*`. */
  readonly mime: string
  readonly action: 'open' | 'preview' | 'edit'
}

/**
 * Check what was read from `space.app.json` and parsed as JSON.
 *
 * @throws {SpaceError} `bad-input`; the message names the place and what is allowed there, `facts.at`
 *   is the place alone, such as `requests[2].mode`
 */
export function parseManifest(value: unknown): Manifest {
  checkShape(manifestSchema, value, MANIFEST_FILE)
  const manifest = value as Manifest
  const twice = firstTwice((manifest.requests ?? []).map(nameOf))
  if (twice !== undefined) {
    throw new SpaceError('bad-input', `${MANIFEST_FILE}: requests asks twice for ${twice}`, {
      try: 'Ask once, for the widest mode, with one reason',
      facts: { at: 'requests' },
    })
  }
  return manifest
}

/** Equal for requests that are one to the person. */
function nameOf(request: ManifestRequest): string {
  return request.type === 'host' ? `host ${request.host}` : request.type
}

function firstTwice(names: readonly string[]): string | undefined {
  return names.find((name, index) => names.indexOf(name) !== index)
}
