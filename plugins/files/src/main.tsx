import '@space/ui/look/tokens.css'
import '@space/ui/look/base.css'
import { connect } from '@space/sdk'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { openFiles } from './open-files.ts'

const root = document.getElementById('root')
if (root === null) throw new Error('the page has no #root')
const files = openFiles(await connect(), { now: Date.now })
createRoot(root).render(
  <StrictMode>
    <App files={files} />
  </StrictMode>,
)
