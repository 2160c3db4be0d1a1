/**
 * Refuses files that are let go beside an app, on what is Space's own: a browser would open them in
 * place of the window, and end what is on its way in it. Apps hear of what is dropped on them
 * themselves.
 */
export function refuseStrayDrops(page: Document): void {
  const refuse = (event: DragEvent): void => {
    const held = event.dataTransfer
    if (event.defaultPrevented || held === null || !held.types.includes('Files')) return
    event.preventDefault()
    held.dropEffect = 'none'
  }
  page.addEventListener('dragover', refuse)
  page.addEventListener('drop', refuse)
}
