import '@space/ui/look/tokens.css'
import '@space/ui/look/base.css'
import { createTestHost } from '@space/sdk/testing'
import { speakPseudo } from '@space/ui'
import { createRoot } from 'react-dom/client'
import { App } from '../app.tsx'
import { openFiles } from '../open-files.ts'
import { SCENES } from './scenes.ts'

/** Files over a Space in memory, for tests in a browser: `?scene=` what it begins with, `?path=` where, `?locale=`. */
const wanted = new URLSearchParams(window.location.search)
if (wanted.get('locale') === 'pseudo') speakPseudo()
const name = wanted.get('scene') ?? 'full'
const scene = SCENES[name] ?? SCENES['full'] ?? {}
const host = createTestHost({ app: { name: 'Files' }, ...scene })
host.address.go(JSON.parse(wanted.get('path') ?? '[]') as string[])
const files = openFiles(await host.connect(), { now: () => 1_800_100_000_000, request: host.fetch })

/** What a test in a browser can reach. */
export type Control = typeof control

declare global {
  interface Window {
    fake: Control
  }
}

const control = { host, files }
window.fake = control

const root = document.getElementById('root')
if (root === null) throw new Error('the page has no #root')
createRoot(root).render(<App files={files} />)
