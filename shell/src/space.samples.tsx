/** The window with a daemon of its own, for its tests. */
import { act, fireEvent, render, within } from '@testing-library/react'
import { createFakeConnection } from './fake/fake-connection.ts'
import { createFakeHost, type FakeWorld } from './fake/fake-host.ts'
import { NOW } from './fake/world.ts'
import { openShell } from './shell.ts'
import { Space } from './space.tsx'
import { placeOf } from './tabs/place.ts'

export async function open(path = 'home', world: FakeWorld = {}) {
  const fake = createFakeHost(world)
  const connection = createFakeConnection(fake.host)
  const copied: string[] = []
  let prints = 0
  const shell = openShell({
    connection,
    bridge: {
      openLink: () => undefined,
      download: () => undefined,
      copyText: async (text) => void copied.push(text),
      print: () => void (prints += 1),
      look: () => ({ isDark: false, reducedMotion: false, highContrast: false }),
      watchLook: async function* none() {
        // It stays as it is.
      },
    },
    storage: { getItem: () => null, setItem: () => undefined },
    first: placeOf(path),
    now: () => NOW,
    hasActed: () => true,
  })
  render(<Space shell={shell} />)
  await settle()
  return { ...fake, shell, connection, copied, prints: () => prints }
}

/** Let everything that was answered be drawn. */
export const settle = (): Promise<void> =>
  act(async () => {
    await new Promise((resolve) => {
      setTimeout(resolve)
    })
  })

/** The prompt that is shown; panels that are closed are dialogs too. */
export function prompt(): HTMLElement {
  const dialog = document.querySelector<HTMLElement>('dialog[open]')
  if (dialog === null) throw new Error('nothing is asked')
  return dialog
}

export async function press(
  name: string | RegExp,
  within_: HTMLElement = document.body,
): Promise<void> {
  fireEvent.click(within(within_).getByRole('button', { name }))
  await settle()
}
