import { useEffect, useState } from 'react'

/** As long as this a button that allows does nothing, so that no click meant for an app lands on it. */
export const INERT_MS = 500

/**
 * Whether a prompt has stood still long enough to be answered: not just after it came, nor just
 * after the window came back to the front.
 */
export function useSettled(prompt: string): boolean {
  const [settled, setSettled] = useState<string>()
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>
    const begin = (): void => {
      setSettled(undefined)
      clearTimeout(timer)
      timer = setTimeout(() => setSettled(prompt), INERT_MS)
    }
    begin()
    window.addEventListener('focus', begin)
    return () => {
      clearTimeout(timer)
      window.removeEventListener('focus', begin)
    }
  }, [prompt])
  return settled === prompt
}
