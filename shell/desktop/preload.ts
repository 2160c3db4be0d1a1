/** Runs beside the shell's page, in a sandbox and a world of its own. */
import { contextBridge, ipcRenderer } from 'electron'
import { bridgeShell } from './shell-preload.ts'

bridgeShell({
  expose: (name, api) => contextBridge.exposeInMainWorld(name, api),
  invoke: (channel, value) => ipcRenderer.invoke(channel, value),
  post: (channel, value, ports) => ipcRenderer.postMessage(channel, value, ports),
  on: (channel, hear) => void ipcRenderer.on(channel, ({ ports }, value) => hear(value, ports)),
  window,
})
