import { act, cleanup, fireEvent, screen, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { NOW, PAPERSCAN } from './fake/world.ts'
import { open, press, prompt, settle } from './space.samples.tsx'

afterEach(cleanup)

test('what is typed in an open app is not lost for a new one: the person says when Space loads again', async () => {
  const { shell } = await open('app/ledger')
  await press('Reader')
  const origin = shell.apps.getState().apps.find(({ label }) => label === 'reader')?.origin ?? ''
  let loads = 0
  const load = (): void => shell.loadAgain(origin, () => void (loads += 1))
  act(load)
  expect(prompt().textContent).toContain('Ledger is loaded again too')
  expect(document.activeElement?.textContent).toBe('Later')
  await press('Later', prompt())
  expect(loads).toBe(0)
  expect(shell.frames.getState().frames['ledger']).toMatchObject({ status: 'open' })
  await press('Try again')
  act(load)
  await press('Load again', prompt())
  expect(loads).toBe(1)
  act(() => shell.closeApp('ledger'))
  await settle()
  act(load)
  expect(loads).toBe(2)
})

test('the tab of an app that was replaced shows the new one, and that of a removed one says so', async () => {
  const { shell } = await open('app/reader')
  const { apps, take } = shell.apps.getState()
  const newer = { ...apps.find(({ label }) => label === 'reader')!, label: 'reader2' }
  await act(async () => take([...apps.filter(({ label }) => label !== 'reader'), newer]))
  await settle()
  const frames = shell.frames.getState().frames
  expect(Object.keys(frames)).toEqual(['reader2'])
  await act(async () => {
    take([])
    shell.frames.getState().stop('reader2', { what: 'It is not installed' })
  })
  expect(screen.getByText('This app is no longer here')).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull()
})

test('who replaces an app is told that the new one begins anew', async () => {
  const { shell } = await open()
  act(() =>
    shell.apps.setState({
      installing: {
        step: 'shown',
        app: { ...PAPERSCAN, replaces: { version: '0.9.0', wider: [] } },
      },
    }),
  )
  expect(prompt().textContent).toContain(
    'It replaces 0.9.0 and begins anew: no permissions, an empty folder. The files of the old one stay in Apps.',
  )
  expect(within(prompt()).getByRole('button', { name: 'Replace' })).toBeTruthy()
  act(() => shell.apps.getState().take([{ ...PAPERSCAN, installedAt: NOW, openedAt: null }]))
  expect(prompt().textContent).not.toContain('begins anew')
})

test('what had the focus before a question has it again, and a closed tab leaves it to the next', async () => {
  const { shell } = await open('app/ledger')
  const frame = document.querySelector('iframe')
  frame?.focus()
  expect(document.activeElement).toBe(frame)
  act(() => shell.apps.getState().beginInstall())
  await settle()
  expect(document.activeElement?.tagName).toBe('INPUT')
  await press('Cancel', prompt())
  expect(document.activeElement).toBe(frame)
  await press('Settings')
  const tab = screen.getByRole('tab', { name: 'Settings' })
  act(() => tab.focus())
  fireEvent.keyDown(tab, { key: 'Delete' })
  expect(document.activeElement?.textContent).toContain('Ledger')
})

test('when what had the focus is gone, the tab in front has it', async () => {
  await open()
  const remove = screen.getByRole('button', { name: 'Remove Reader' })
  remove.focus()
  await press('Remove Reader')
  await press('Remove Reader', prompt())
  expect(remove.isConnected).toBe(false)
  expect(document.activeElement?.getAttribute('role')).toBe('tab')
})

test('on a small screen the chip opens what it stands for', async () => {
  await open('app/ledger')
  const chips = document.querySelectorAll('button[popovertarget]')
  const words = [...chips].filter(({ textContent }) => textContent === 'One address')
  expect(words).toHaveLength(2)
  for (const chip of words)
    expect(document.getElementById(chip.getAttribute('popovertarget') ?? '')?.role).toBe('dialog')
})
