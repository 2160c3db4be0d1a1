import type { Dragged } from './drags.ts'
import styles from './preview.module.css'

/** What is seen under the pointer while rows are dragged. */
export function drawPreview(container: HTMLElement, { words, count }: Dragged): void {
  const card = document.createElement('div')
  card.className = styles['card'] ?? ''
  const name = document.createElement('span')
  name.className = styles['name'] ?? ''
  name.textContent = words
  card.append(name)
  if (count > 1) {
    const badge = document.createElement('span')
    badge.className = styles['count'] ?? ''
    badge.textContent = String(count)
    card.append(badge)
  }
  container.append(card)
}
