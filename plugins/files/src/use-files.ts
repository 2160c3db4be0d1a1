import { createContext, useContext } from 'react'
import type { Files } from './files.ts'

export const FilesContext = createContext<Files | undefined>(undefined)

/** All of the app, inside of its window. */
export function useFiles(): Files {
  const files = useContext(FilesContext)
  if (files === undefined) throw new Error('drawn outside of the window')
  return files
}
