/** Runs beside the page that asks for the passphrase; that page has no script of its own. */
import { ipcRenderer } from 'electron'
import { UNLOCK } from './channels.ts'

window.addEventListener('DOMContentLoaded', () => {
  const asked = new URLSearchParams(window.location.search)
  const show = (id: string): void => document.getElementById(id)?.removeAttribute('hidden')
  if (asked.get('again') === 'true') show('again')
  if (asked.get('keep') === 'true') show('keep')
  document.querySelector('form')?.addEventListener('submit', (event) => {
    event.preventDefault()
    const words = document.querySelector<HTMLInputElement>('input[type=password]')
    const keep = document.querySelector<HTMLInputElement>('input[type=checkbox]')
    void ipcRenderer.invoke(UNLOCK, words?.value, keep?.checked)
  })
})
