/** Files over a Space in memory, for tests. */
import { createTestHost, type TestHost, type TestHostOptions } from '@space/sdk/testing'
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach } from 'vitest'
import { App } from './app.tsx'
import type { Files } from './files.ts'
import { openFiles } from './open-files.ts'

afterEach(cleanup)

export const NOW = 1_800_000_400_000

export interface Sample {
  readonly host: TestHost
  readonly files: Files
}

/** The window over a drive with these files, all of it given, to be changed. */
export async function open({
  files: content = {},
  grants = [{ path: '', mode: 'change' }],
  ...rest
}: TestHostOptions = {}): Promise<Sample> {
  const host = createTestHost({ app: { name: 'Files' }, files: content, grants, ...rest })
  const files = openFiles(await host.connect(), { now: () => NOW, request: host.fetch })
  render(<App files={files} />)
  await settle()
  return { host, files }
}

/** Let everything that was answered be drawn. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 6; round += 1) {
    await act(async () => {
      await new Promise((resolve) => {
        setTimeout(resolve, 4)
      })
    })
  }
}

/** What is shown of names, in their order. */
export function names(): string[] {
  return screen
    .queryAllByRole('row')
    .map((row) => row.querySelector('[data-grip][title]')?.getAttribute('title'))
    .filter((name) => name !== null && name !== undefined)
}

export function grid(): HTMLElement {
  return screen.getByRole('grid')
}

export async function keys(...chords: string[]): Promise<void> {
  for (const chord of chords) {
    const parts = chord.split('+')
    const key = parts.at(-1) ?? ''
    const target = document.activeElement ?? document.body
    fireEvent.keyDown(target, {
      key: key === 'Space' ? ' ' : key,
      ctrlKey: parts.includes('Ctrl'),
      shiftKey: parts.includes('Shift'),
      altKey: parts.includes('Alt'),
    })
    await settle()
  }
}
