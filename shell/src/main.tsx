import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { heedCodes, openBearer } from './daemon/bearer.ts'
import { openConnection } from './daemon/connection.ts'
import { redeemCode } from './daemon/redeem.ts'
import { dialWebSocket } from './daemon/websocket.ts'
import { reloadForNewApps } from './frame/stale-policy.ts'
import { refuseStrayDrops } from './frame/stray-drops.ts'
import { browserBridge } from './host-bridge/browser-bridge.ts'
import { desktopOf, electronBridge } from './host-bridge/electron-bridge.ts'
import { openShell } from './shell.ts'
import { Space } from './space.tsx'
import { pathOf } from './tabs/place.ts'

const bearer = await openBearer({
  location: window.location,
  history: window.history,
  storage: window.sessionStorage,
  redeem: redeemCode,
})
const desktop = desktopOf(window)
const bridge =
  desktop === undefined
    ? browserBridge(window)
    : electronBridge(window, desktop, () => performance.now())
const shell = openShell({
  connection: openConnection({
    dial: dialWebSocket(`ws://${window.location.host}/rpc`),
    bearer,
    now: Date.now,
    wait: (ms, signal) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms)
        signal.addEventListener('abort', () => {
          clearTimeout(timer)
          resolve()
        })
      }),
  }),
  bridge,
  storage: window.sessionStorage,
  now: Date.now,
  hasActed: (label) => bridge.views?.hasActed(label) ?? window.navigator.userActivation.isActive,
})

heedCodes(window, {
  location: window.location,
  history: window.history,
  isSignedOut: () => shell.connection.getState().status === 'signed-out',
  reload: () => window.location.reload(),
  went: goToAddress,
})
window.addEventListener('hashchange', goToAddress)
goToAddress()

refuseStrayDrops(document)
reloadForNewApps({
  document,
  storage: window.sessionStorage,
  isInstalled: (origin) => shell.apps.getState().apps.some((app) => app.origin === origin),
  reload: () => window.location.reload(),
  ask: shell.loadAgain,
})

/** Go where the address leads; it names the place that is in front again, wherever that is. */
function goToAddress(): void {
  const { hash } = window.location
  if (!hash.startsWith('#/')) return
  shell.follow(hash.slice(2))
  const { tabs, front } = shell.tabs.getState()
  const place = tabs.find(({ id }) => id === front)?.place
  if (place !== undefined)
    window.history.replaceState(window.history.state, '', `#/${pathOf(place)}`)
}

const root = document.getElementById('root')
if (root === null) throw new Error('the page has no #root')
createRoot(root).render(
  <StrictMode>
    <Space shell={shell} />
  </StrictMode>,
)
