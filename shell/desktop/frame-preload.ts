/** Runs beside the page that holds an app; the app's own frame has no preload. */
import { ipcRenderer } from 'electron'
import { bridgeFrame } from './shell-preload.ts'

bridgeFrame({
  post: (channel, value, ports) => ipcRenderer.postMessage(channel, value, ports),
  on: (channel, hear) => void ipcRenderer.on(channel, ({ ports }, value) => hear(value, ports)),
  window,
})
