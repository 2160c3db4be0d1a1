import { useEffect } from 'react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { folderOf } from '../places/place-store.ts'
import { useFiles } from '../use-files.ts'
import { StoragePage } from './storage-page.tsx'

/** Storage of the folder that the place is in. */
export function StorageRoom(): ReactNode {
  const { place, storage, looks } = useFiles()
  const folder = useStore(place, folderOf)
  const path = useStore(place, (state) => state.place.path)
  const mayChange = useStore(place, (state) => state.root?.grant.mode === 'change')
  const go = useStore(place, (state) => state.go)
  useEffect(() => {
    if (folder === undefined) return undefined
    const stop = new AbortController()
    void storage.getState().follow(folder, stop.signal)
    return () => stop.abort()
  }, [folder, storage])
  return (
    <StoragePage
      store={storage}
      ways={{
        find(find, order) {
          looks.getState().setLook(path, { order })
          go({ kind: 'search', path, find })
        },
        show: ({ handle, path: around = [] }) =>
          go({ kind: 'folder', path: [...path, ...around] }, { focus: handle }),
        trash: mayChange ? () => go({ kind: 'trash', path }) : null,
      }}
    />
  )
}
