/** What the vectors are built from. */
export const el = (tag, attributes = {}, parent = document.body) => {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  parent.append(made)
  return made
}
export const style = (text) => {
  el('style').textContent = text
  return el('div', { class: 'target', style: 'width:20px;height:20px' })
}
export const blob = (text, type) => URL.createObjectURL(new Blob([text], { type }))
export const svg = (inner) => {
  const holder = el('div')
  holder.innerHTML = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="20" height="20">${inner}</svg>`
}
export const click = (element) => element.click()
/** A second realm whose globals nobody has tidied, if the browser hands one out. */
export const blankRealm = () => el('iframe').contentWindow

export const STUN = (t, host = t.ip) => ({ iceServers: [{ urls: `stun:${host}:${t.port}` }] })
export const offer = async (Peer, config) => {
  const peer = new Peer(config)
  peer.createDataChannel('x')
  await peer.setLocalDescription(await peer.createOffer())
  return peer
}
/** A made-up answer that names the canary as the other side, with the secret as its ufrag. */
export const remoteCandidate = async (Peer, t) => {
  const peer = await offer(Peer, {})
  const fingerprint = Array.from({ length: 32 }, () => 'AB').join(':')
  await peer.setRemoteDescription({
    type: 'answer',
    sdp: [
      'v=0',
      'o=- 1 1 IN IP4 0.0.0.0',
      's=-',
      't=0 0',
      'a=group:BUNDLE 0',
      'a=ice-lite',
      'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
      'c=IN IP4 0.0.0.0',
      'a=mid:0',
      `a=ice-ufrag:${t.secret}`,
      'a=ice-pwd:aaaaaaaaaaaaaaaaaaaaaaaa',
      `a=fingerprint:sha-256 ${fingerprint}`,
      'a=setup:passive',
      'a=sctp-port:5000',
      `a=candidate:1 1 udp 2130706431 ${t.ip} ${t.port} typ host`,
      '',
    ].join('\r\n'),
  })
}
export const inWorker = (code, options) => new Worker(blob(code, 'text/javascript'), options)

