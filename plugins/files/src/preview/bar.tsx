import { createContext, use, type ReactNode } from 'react'
import { createPortal } from 'react-dom'

/** Where the tools of what is shown stand: the bar that floats at the bottom. */
export const BarPlace = createContext<HTMLElement | null>(null)

export function Bar({ children }: { children: ReactNode }): ReactNode {
  const place = use(BarPlace)
  return place === null ? null : createPortal(children, place)
}
