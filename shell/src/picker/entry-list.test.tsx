import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import type { EntryRow } from '@space/sdk/host'
import { afterEach, expect, test } from 'vitest'
import { NOW } from '../fake/world.ts'
import { EntryList } from './entry-list.tsx'

afterEach(cleanup)

test('what Space made for itself is marked, names are shown with what would turn them around', () => {
  const entries = ['/Apps', '/Trials', '/Texts', '/Texts/Apps', '/photo\u202egpj.exe'].map(
    (path): EntryRow => ({
      id: path,
      path,
      name: path.slice(path.lastIndexOf('/') + 1),
      kind: path.endsWith('.exe') ? 'file' : 'folder',
      size: 0,
      mtime: NOW,
    }),
  )
  const nothing = (): void => undefined
  render(
    <EntryList
      label="Folders"
      entries={entries}
      chosen={[]}
      isMany={false}
      now={NOW}
      ref={null}
      onChoose={nothing}
      onEnter={nothing}
      onUp={nothing}
    />,
  )
  expect(screen.getAllByRole('option').map(({ textContent }) => textContent)).toEqual([
    'AppsKept by Space',
    'TrialsKept by Space',
    'TextsNow',
    'AppsNow',
    String.raw`photo\u{202e}gpj.exeNow`,
  ])
})

test('letters lead to a name whatever its case and its accents', () => {
  const entries = ['Docs', 'Été 2026'].map((name): EntryRow => ({
    id: name,
    name,
    path: `/${name}`,
    kind: 'folder',
    size: 0,
    mtime: NOW,
  }))
  const chosen: string[] = []
  const nothing = (): void => undefined
  render(
    <EntryList
      label="Folders"
      entries={entries}
      chosen={[]}
      isMany={false}
      now={NOW}
      ref={null}
      onChoose={(id) => chosen.push(id)}
      onEnter={nothing}
      onUp={nothing}
    />,
  )
  fireEvent.keyDown(screen.getByRole('listbox'), { key: 'e' })
  expect(chosen).toEqual(['Été 2026'])
})
