import type { ViewRow } from '@space/sdk'
import { type ReactNode, useEffect, useState } from 'react'
import { useFiles } from '../use-files.ts'
import styles from './thumb.module.css'

/** The small picture of a file, once it is there; what stands for its kind before, and where there is none. */
export function Thumb({
  row,
  px,
  children,
}: {
  row: ViewRow
  /** How large it is drawn. */
  px: number
  children: ReactNode
}): ReactNode {
  const { space } = useFiles()
  const mayHave =
    row.kind === 'file' &&
    space.app.features.includes('thumbnail') &&
    /^(?:image|video)\//.test(row.type)
  const [url, setUrl] = useState<string>()
  const { id, version } = row
  useEffect(() => {
    setUrl(undefined)
    if (!mayHave || row.handle.kind !== 'file') return undefined
    let isGone = false
    // What only flies past while scrolling is not asked for.
    const timer = setTimeout(() => {
      if (row.handle.kind !== 'file') return
      row.handle
        .thumbnail(px <= 64 ? 128 : 512)
        .then((found) => {
          if (!isGone) setUrl(found)
        })
        // There is none of this one.
        .catch(() => undefined)
    }, 60)
    return () => {
      isGone = true
      clearTimeout(timer)
    }
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- another object of the same row is the same picture
  }, [mayHave, px, id, version])
  if (url === undefined) return children
  return (
    <img
      className={styles.thumb}
      src={url}
      alt=""
      decoding="async"
      draggable={false}
      onError={() => setUrl(undefined)}
    />
  )
}
