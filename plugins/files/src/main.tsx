import '@space/ui/look/tokens.css'
import '@space/ui/look/base.css'
import { connect } from '@space/sdk'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'

const root = document.getElementById('root')
if (root === null) throw new Error('the page has no #root')
const space = await connect()
createRoot(root).render(
  <StrictMode>
    <App space={space} />
  </StrictMode>,
)
