import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { ContextMenu, Menu } from './menu.tsx'

afterEach(cleanup)

const entries = (onChoose: () => void = () => undefined) => [
  { id: 'move', title: 'Move', onChoose },
]

test('a menu that is asked for before its sheet was fetched opens as soon as it was', async () => {
  const onChoose = vi.fn<() => void>()
  render(
    <Menu label="What can be done" entries={() => entries(onChoose)}>
      <button type="button">More</button>
    </Menu>,
  )
  const button = screen.getByRole('button', { name: 'More' })
  fireEvent.pointerDown(button, { button: 0 })
  expect(screen.queryByRole('menu')).toBeNull()
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Move' }))
  expect(onChoose).toHaveBeenCalledOnce()
  await waitFor(() => expect(screen.queryByRole('menu')).toBeNull())
})

test('a button says that it has a menu, opens it by keys, and has the focus again after Escape', async () => {
  render(
    <Menu label="What can be done" entries={() => entries()}>
      <button type="button">More</button>
    </Menu>,
  )
  const button = screen.getByRole('button', { name: 'More' })
  expect(button.getAttribute('aria-haspopup')).toBe('menu')
  expect(button.getAttribute('aria-expanded')).toBe('false')
  button.focus()
  fireEvent.keyDown(button, { key: 'Enter' })
  const menu = await screen.findByRole('menu', { name: 'What can be done' })
  expect(button.getAttribute('aria-expanded')).toBe('true')
  expect(button.getAttribute('aria-controls')).toBe(menu.id)
  fireEvent.keyDown(menu, { key: 'Escape' })
  await waitFor(() => expect(document.activeElement).toBe(button))
})

test('what is inside of a menu at the pointer stays the same element when the sheet comes', async () => {
  render(
    <ContextMenu label="What can be done" entries={() => entries()}>
      <div>Files</div>
    </ContextMenu>,
  )
  const inside = screen.getByText('Files')
  fireEvent.contextMenu(inside, { clientX: 10, clientY: 20 })
  await screen.findByRole('menu', { name: 'What can be done' })
  expect(screen.getByText('Files')).toBe(inside)
})
