import { GUARD_SOURCE } from './guard-script.ts'
import { appOrigin, shellOrigin } from './origins.ts'

export type Headers = Readonly<Record<string, string | readonly string[]>>

/**
 * Everything that a policy can deny, in any browser and on any system.
 *
 * NOTE: a browser skips names that it does not know, with a warning in its console. They stay all the
 * same: where they are known many are allowed to every page, and some send what a page knows elsewhere.
 */
const FEATURES = `accelerometer aria-notify attribution-reporting autoplay bluetooth browsing-topics camera
captured-surface-control ch-device-memory ch-downlink ch-dpr ch-ect ch-prefers-color-scheme
ch-prefers-reduced-motion ch-rtt ch-save-data ch-ua ch-ua-arch ch-ua-bitness ch-ua-full-version
ch-ua-full-version-list ch-ua-mobile ch-ua-model ch-ua-platform ch-ua-platform-version
ch-ua-wow64 ch-viewport-height ch-viewport-width ch-width clipboard-read clipboard-write
compute-pressure cross-origin-isolated deferred-fetch deferred-fetch-minimal
digital-credentials-create digital-credentials-get direct-sockets display-capture
encrypted-media fullscreen gamepad geolocation gyroscope hid identity-credentials-get
idle-detection join-ad-interest-group keyboard-map language-detector language-model local-fonts
local-network local-network-access loopback-network magnetometer microphone midi
on-device-speech-recognition otp-credentials payment picture-in-picture private-aggregation
private-state-token-issuance private-state-token-redemption publickey-credentials-create
publickey-credentials-get record-ad-auction-events rewriter run-ad-auction screen-wake-lock
serial shared-storage shared-storage-select-url smart-card speaker-selection storage-access
summarizer sync-xhr translator unload usb web-share window-management writer xr-spatial-tracking`
const DENY_ALL = FEATURES.split(/\s+/)
  .map((feature) => `${feature}=()`)
  .join(', ')

const EVERYWHERE: Headers = {
  'Cache-Control': 'no-store',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Origin-Agent-Cluster': '?1',
  'Permissions-Policy': DENY_ALL,
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-DNS-Prefetch-Control': 'off',
}

/** What the shell also gives to the iframe of an app as its `csp`, so the two must not part ways. */
const APP_POLICY =
  `default-src 'none'; script-src 'self' 'wasm-unsafe-eval' ${GUARD_SOURCE}; ` +
  "style-src 'self' 'unsafe-inline'; " +
  "img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self' data:; connect-src 'self'; " +
  "worker-src 'self' blob:; frame-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'"

/** For every answer of an app's origin, errors and capability URLs included: one without is a hole. */
export function appHeaders(port: number): Headers {
  return {
    ...EVERYWHERE,
    'Connection-Allowlist': '(response-origin)',
    'Content-Security-Policy': `${APP_POLICY}; frame-ancestors ${shellOrigin(port)}`,
  }
}

/** The same for files that could carry scripts or frames of their own: opened, they can do nothing. */
export function inertAppHeaders(port: number): Headers {
  const headers = appHeaders(port)
  return {
    ...headers,
    'Content-Security-Policy': [String(headers['Content-Security-Policy']), 'sandbox'],
  }
}

/** @param labels of all installed apps: each is named, so that no frame can go anywhere else */
export function shellHeaders(port: number, labels: readonly string[]): Headers {
  const origins = labels.map((label) => appOrigin(label, port))
  const frames = origins.join(' ')
  const reach = origins.map((origin) => ` "${origin}/*"`).join('')
  return {
    ...EVERYWHERE,
    'Connection-Allowlist': `(response-origin${reach})`,
    // The shell copies a command or an address when the person says so.
    'Permissions-Policy': DENY_ALL.replace('clipboard-write=()', 'clipboard-write=(self)'),
    'Content-Security-Policy':
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
      `font-src 'self'; connect-src 'self' ws://space.localhost:${port}; ` +
      `frame-src ${frames === '' ? "'none'" : frames}; worker-src 'none'; object-src 'none'; ` +
      "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
      "require-trusted-types-for 'script'; trusted-types 'none'",
  }
}

/** For requests that are meant for nobody here. */
export const NOWHERE: Headers = {
  ...EVERYWHERE,
  'Content-Security-Policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
}
