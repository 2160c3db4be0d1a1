import { useLayoutEffect, type RefObject } from 'react'

/**
 * What is shown takes the focus over from the stage around it, so that its keys work at once, and
 * gives it back when it goes. When the person is elsewhere, such as on a button of the bar, it stays there.
 */
export function useReach(shown: RefObject<HTMLElement | null>, isThere = true): void {
  // NOTE: as a layout effect it ends while what is shown still stands in the document.
  useLayoutEffect(() => {
    const part = shown.current
    const stage = part?.closest<HTMLElement>('[data-stage]')
    if (part === null || stage === null || stage === undefined) return undefined
    const { activeElement } = document
    if (activeElement === stage || activeElement === document.body) {
      part.dataset['reached'] = ''
      part.focus({ preventScroll: true })
    }
    return () => {
      if (document.activeElement === part) stage.focus({ preventScroll: true })
    }
  }, [shown, isThere])
}
