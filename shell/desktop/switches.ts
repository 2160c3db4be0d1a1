/**
 * Switches of Chromium for the whole program, set before it is ready: the same that Space gives to the browser it
 * launches, as far as they mean something here. What a session decides (proxy, cache) is set there.
 */
export const SWITCHES: Readonly<Record<string, string>> = {
  'host-resolver-rules': 'MAP * ~NOTFOUND, EXCLUDE *.localhost, EXCLUDE 127.0.0.1',
  'webrtc-ip-handling-policy': 'disable_non_proxied_udp',
  'force-webrtc-ip-handling-policy': 'disable_non_proxied_udp',
  'disable-quic': '',
  'disable-background-networking': '',
  'disable-breakpad': '',
  'disable-client-side-phishing-detection': '',
  'disable-component-update': '',
  'disable-crash-reporter': '',
  'disable-domain-reliability': '',
  'disable-extensions': '',
  'disable-sync': '',
  'dns-prefetch-disable': '',
  'metrics-recording-only': '',
  'no-pings': '',
  'disk-cache-size': '1',
  'media-cache-size': '1',
  'disable-gpu-shader-disk-cache': '',
  'aggressive-cache-discard': '',
}
