import { createElement, type ReactNode } from 'react'
import text from './text.module.css'

/** For those who listen to the page; nothing is seen. */
export function Hidden({
  as = 'span',
  children,
}: {
  as?: 'span' | 'h1' | 'h2' | 'p'
  children: ReactNode
}): ReactNode {
  return createElement(as, { className: text.hidden }, children)
}
