import { expect, test } from 'vitest'
import { refuseStrayDrops } from './stray-drops.ts'

function drop(type: string, types: readonly string[]): { event: Event; effect: () => string } {
  const held = { types, dropEffect: 'copy' }
  const event = Object.assign(new Event(type, { bubbles: true, cancelable: true }), {
    dataTransfer: held,
  })
  document.body.dispatchEvent(event)
  return { event, effect: () => held.dropEffect }
}

test('a file that is let go beside an app does not take the place of the window', () => {
  refuseStrayDrops(document)
  for (const type of ['dragover', 'drop']) {
    const { event, effect } = drop(type, ['Files'])
    expect(event.defaultPrevented).toBe(true)
    expect(effect()).toBe('none')
  }
})

test('what is dragged without files is left to whoever takes it', () => {
  const { event, effect } = drop('dragover', ['text/plain'])
  expect(event.defaultPrevented).toBe(false)
  expect(effect()).toBe('copy')
})
