import { useMemo } from 'react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { titleOf } from '../places/place.ts'
import { useFiles } from '../use-files.ts'
import { Bring } from './bring.tsx'
import { landingAt } from './landings.ts'

/** The ways in, over the folder that is open. */
export function BringRoom(): ReactNode {
  const files = useFiles()
  const place = useStore(files.place)
  const given = useStore(files.roots)
  const folder = files.target()
  const name = titleOf(place.place, given)
  const target = useMemo(() => (folder === undefined ? null : { folder, name }), [folder, name])
  return (
    <Bring
      store={files.bring}
      target={target}
      landingAt={(over) => {
        const landing = landingAt(over)
        // The list itself stands for the folder that is open, and is lit as a whole.
        return landing?.folder === folder ? null : landing
      }}
      onLinger={({ element }) => {
        if (element !== null) landingAt(element)?.onLinger?.()
      }}
      onGo={(path) => files.place.getState().go({ kind: 'folder', path })}
      now={files.now}
      pickers={files.pickers}
    />
  )
}
