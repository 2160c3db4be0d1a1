/** How a Chromium is started so that it speaks to this machine's Space and to nobody else. */
export interface Window {
  /** What the window shows. */
  readonly url: string
  /** Port of the gateway. */
  readonly port: number
  /** Port of the proxy that refuses everything. */
  readonly proxyPort: number
  /** Absolute path of the profile's folder. */
  readonly profile: string
}

const OFF = `AutofillServerCommunication BackForwardCache CertificateTransparencyComponentUpdater
DialMediaRouteProvider DownloadBubble InterestFeedContentSuggestions LensOverlay MediaRouter
NetworkTimeServiceQuerying OptimizationHints PrivacySandboxSettings4 SafeBrowsingEnhancedProtection
SegmentationPlatform Translate`

export function browserArgs({ url, port, proxyPort, profile }: Window): string[] {
  return [
    `--app=${url}`,
    `--user-data-dir=${profile}`,
    // The gateway is the only place that is not asked for through the proxy that refuses.
    `--proxy-server=http://127.0.0.1:${proxyPort}`,
    `--proxy-bypass-list=<-loopback>;*.localhost:${port}`,
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE *.localhost, EXCLUDE 127.0.0.1',
    // The one hole that no header closes: UDP of WebRTC goes nowhere but through the proxy.
    '--webrtc-ip-handling-policy=disable_non_proxied_udp',
    '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
    '--disable-quic',
    '--disable-background-networking',
    '--disable-breakpad',
    '--disable-client-side-phishing-detection',
    '--disable-component-extensions-with-background-pages',
    '--disable-component-update',
    '--disable-crash-reporter',
    '--disable-default-apps',
    '--disable-domain-reliability',
    '--disable-extensions',
    `--disable-features=${OFF.split(/\s+/).join(',')}`,
    '--disable-search-engine-choice-screen',
    '--disable-sync',
    '--dns-prefetch-disable',
    '--metrics-recording-only',
    '--no-default-browser-check',
    '--no-first-run',
    '--no-pings',
    '--no-service-autorun',
    '--password-store=basic',
    '--use-mock-keychain',
    // What was shown must not stay on the disk: cookies, storage, typed words and sessions of such a
    // window are in memory alone (measured: without it they lie in the profile in clear).
    '--incognito',
    '--disk-cache-size=1',
    '--media-cache-size=1',
    '--disable-gpu-shader-disk-cache',
    '--aggressive-cache-discard',
  ]
}
