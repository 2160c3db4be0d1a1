import { createRoot } from 'react-dom/client'
import { SpaceError } from '@space/sdk'
import { speakPseudo } from '@space/ui'
import { browserBridge } from '../host-bridge/browser-bridge.ts'
import { openShell } from '../shell.ts'
import { Space } from '../space.tsx'
import { placeOf } from '../tabs/place.ts'
import { createFakeConnection } from './fake-connection.ts'
import { createFakeHost, type FakeHost, type FakeWorld } from './fake-host.ts'
import * as world from './world.ts'

const FIRST = {
  apps: [world.FILES],
  grants: [],
  activity: [],
  trials: [],
  home: { lock: 'file', wordsKept: true, confirmedAt: null },
} as const

/** The shell over a fake host, for tests in a browser: `?scene=` names what it begins with. */
const SCENES = {
  full: { transfers: world.TRANSFERS },
  empty: { apps: [], grants: [], activity: [], trials: [] },
  partial: { isolation: 'partial' },
  files: { apps: [world.FILES, world.LEDGER, world.ATLAS, world.READER] },
  welcome: { ...FIRST, home: { ...FIRST.home, step: 'welcome', person: '', mayRecover: true } },
  kit: { ...FIRST, home: { ...FIRST.home, step: 'kit' } },
  'first-files': { ...FIRST, home: { ...FIRST.home, step: 'files' } },
  unproved: {
    home: { lock: 'file', wordsKept: true, confirmedAt: null, remindAt: world.NOW - 60_000 },
    health: { check: null },
  },
  damaged: {
    health: {
      check: {
        at: world.NOW - 60_000,
        files: 18_204,
        bytes: 41_800_000_000,
        damaged: [
          { path: '/Photos/Miradouro at dusk.jpg', why: 'A block is damaged' },
          { path: '/Travel/Lisbon 2026/Itinerary.md', why: 'A block is not on this device' },
        ],
        damagedCount: 2,
      },
      concerns: [
        {
          what: 'Only 300 MB are free',
          try: 'Empty the trash and run space sweep',
          isSerious: false,
        },
      ],
    },
  },
  leaving: {
    privacy: {
      links: [
        { kind: 'window', isOwn: false, since: world.NOW - 3_600_000 },
        { kind: 'app', app: world.ref(world.LEDGER), since: world.NOW - 600_000 },
        { kind: 'program', since: world.NOW },
        {
          kind: 'out',
          host: 'rates.ecb.europa.eu',
          port: 443,
          sentBytes: 812,
          receivedBytes: 18_400,
          since: world.NOW,
        },
      ],
      stopped: [{ host: 'fonts.example', count: 3 }],
      outside: 2,
    },
  },
} satisfies Record<string, FakeWorld>
export type { SCENES }

const asked = new URLSearchParams(window.location.search)
const scene = asked.get('scene') ?? 'full'
if (asked.get('locale') === 'pseudo') speakPseudo()
const fake = createFakeHost({
  ...(Object.hasOwn(SCENES, scene) ? SCENES[scene as keyof typeof SCENES] : {}),
  originOf: (label) => `http://app-${label}.localhost:${window.location.port}`,
})
const calls: unknown[] = []
const connection = createFakeConnection(fake.host, async (app, method, params) => {
  calls.push({ app, method, params })
  if (method === 'app.info')
    return { label: app, name: 'Ledger', version: '2.4.1', isolation: 'full', features: [] }
  if (method === 'pick.open') {
    const answer = await fake.ask(pickOf(params))
    if (answer.kind === 'refused') throw new SpaceError('grant-denied', 'The person said not now')
    return []
  }
  if (method === 'forever') return new Promise(() => undefined)
  return { app, method, params }
})
const bridge = browserBridge(window)
const links: string[] = []
const shell = openShell({
  connection,
  bridge: { ...bridge, openLink: (url) => void links.push(url) },
  storage: window.sessionStorage,
  first: placeOf(window.location.hash.replace(/^#\//, '')),
  now: () => world.NOW,
  hasActed: () => window.navigator.userActivation.isActive,
})

/** What a test in a browser can reach. */
export type Control = typeof control

declare global {
  interface Window {
    fake: Control
  }
}

const control = { ...fake, shell, connection, world, calls, links }
window.fake = control

const root = document.getElementById('root')
if (root === null) throw new Error('the page has no #root')
createRoot(root).render(<Space shell={shell} />)

function pickOf(params: unknown): Parameters<FakeHost['ask']>[0] {
  const [request] = params as [{ mode: 'read' | 'add' | 'change'; label: string }]
  return {
    kind: 'pick',
    app: world.ref(world.LEDGER),
    open: 'directory',
    mode: request.mode,
    label: request.label,
    types: [],
    suggestedName: null,
    startIn: null,
  }
}
