import { cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import type { Find } from '@space/sdk'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { afterEach, expect, test } from 'vitest'
import { FilterChips } from './filter-chips.tsx'
import { withText } from './filters.ts'
import { SearchField } from './search-field.tsx'

afterEach(cleanup)

const NOW = new Date(2026, 10, 25, 18, 2).getTime()

function open(first: Find = {}) {
  const found: Find[] = []
  const went: string[] = []
  function Searching(): ReactNode {
    const [find, setFind] = useState(first)
    const put = (next: Find): void => {
      found.push(next)
      setFind(next)
    }
    return (
      <>
        <SearchField
          text={find.text ?? ''}
          folder={'Lisbon\n2026'}
          onText={(text) => put(withText(find, text))}
          onLeave={() => went.push('away')}
          onDown={() => went.push('down')}
        />
        <FilterChips find={find} tags={['trip', 'money']} now={NOW} onFind={put} />
      </>
    )
  }
  render(<Searching />)
  return { found, went, field: screen.getByRole('searchbox') }
}
const press = (name: string | RegExp): boolean =>
  fireEvent.click(screen.getByRole('button', { name }))
const opened = (panel: string): HTMLElement => {
  const popover = screen.getByRole('dialog', { name: panel, hidden: true })
  // What the browser tells when it shows a popover.
  fireEvent(popover, Object.assign(new Event('beforetoggle'), { newState: 'open' }))
  return popover
}
const tick = (panel: string, name: string): boolean => {
  const popover = opened(panel)
  return fireEvent.click(within(popover).getByLabelText(name))
}

test('each letter finds, below the folder that is named', () => {
  const { found, field } = open()
  expect(field.getAttribute('aria-label')).toBe(String.raw`Find in Lisbon\n2026`)
  fireEvent.change(field, { target: { value: 'b' } })
  fireEvent.change(field, { target: { value: 'bu' } })
  expect(found).toEqual([{ text: 'b' }, { text: 'bu' }])
})

test('Escape clears the field, then leaves it; down goes to what was found', () => {
  const { found, went, field } = open({ text: 'b', starred: true })
  fireEvent.keyDown(field, { key: 'Escape' })
  expect(found).toEqual([{ starred: true }])
  fireEvent.keyDown(field, { key: 'Escape' })
  fireEvent.keyDown(field, { key: 'ArrowDown' })
  expect(went).toEqual(['away', 'down'])
})

test('kinds are ticked under their chip, which then says them and can be cleared', () => {
  const { found } = open({ text: 'b' })
  tick('Type', 'Pictures')
  tick('Type', 'Videos')
  expect(found.at(-1)).toEqual({ text: 'b', types: ['image', 'video'] })
  expect(screen.getByRole('button', { name: 'Type: Pictures, Videos' })).toBeDefined()
  press('Clear Type')
  expect(found.at(-1)).toEqual({ text: 'b' })
})

test('stars and tags narrow, and each tag is a chip of its own', () => {
  const { found } = open()
  press('Starred')
  tick('Tag', 'trip')
  expect(found.at(-1)).toEqual({ starred: true, tags: ['trip'] })
  const field = screen.getByLabelText('With this tag')
  fireEvent.change(field, { target: { value: ' house ' } })
  fireEvent.submit(field)
  expect(found.at(-1)?.tags).toEqual(['trip', 'house'])
  press('Clear trip')
  expect(found.at(-1)?.tags).toEqual(['house'])
})

test('all filters are cleared at once, and the text stays', () => {
  const { found } = open({ text: 'b', duplicates: true, minBytes: 1_000_000 })
  expect(screen.getByText('Equal files')).toBeDefined()
  press('Clear filters')
  expect(found.at(-1)).toEqual({ text: 'b' })
  expect(screen.queryByRole('button', { name: 'Clear filters' })).toBeNull()
})
