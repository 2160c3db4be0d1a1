import { render } from '@testing-library/react'
import { expect, test } from 'vitest'
import { Rich } from './rich.tsx'

test('parts stand around their words, and a name is never more than text', () => {
  const { container } = render(
    <Rich
      message="<0>{app}</0> asks for <1>a folder</1>"
      values={{ app: '<img src=x> <1>{app}</1>' }}
      parts={[<b key="app" />, <i key="what" />]}
    />,
  )
  expect(container.innerHTML).toContain('<i>a folder</i>')
  expect(container.querySelector('img')).toBeNull()
  expect(container.querySelectorAll('i')).toHaveLength(1)
  expect(container.textContent).toBe('<img src=x> <1>{app}</1> asks for a folder')
})

test('amounts decide about the words, also within a part', () => {
  const { container } = render(
    <Rich
      message="<0>{count, plural, one {# file} other {# files}}</0>, <1/>"
      values={{ count: 2 }}
      parts={[<b key="count" />, <hr key="line" />]}
    />,
  )
  expect(container.innerHTML).toBe('<b>2 files</b>, <hr>')
})
