import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { Button } from './button.tsx'

// the tests' own styles have a class of every name; those of the window have what is written in them
vi.mock('./button.module.css', () => ({
  default: { button: 'button', primary: 'primary', small: 'small' },
}))

afterEach(cleanup)

test('a button has the classes that there are of its kind and size, and no word that is none', () => {
  render(
    <>
      <Button>Plain</Button>
      <Button kind="primary" size="small">
        Small
      </Button>
    </>,
  )
  const classes = screen.getAllByRole('button').map(({ className }) => className)
  expect(classes).toEqual(['button', 'button primary small'])
})
