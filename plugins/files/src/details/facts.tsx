import type { SpaceDirectory, TreeUsage, ViewRow } from '@space/sdk'
import { Badge, figures, i18n, shownName, size as sizeWords } from '@space/ui'
import { useEffect, useState, type ReactNode } from 'react'
import { useStore } from 'zustand'
import { momentWords } from '../list/words.ts'
import { folderPlace } from '../places/place.ts'
import { readPart } from '../preview/bytes.ts'
import { kindWords } from '../preview/kind-words.ts'
import { pictureSize, type PictureSize } from '../preview/picture-size.ts'
import { HEAD_BYTES } from '../preview/sight.ts'
import { useFiles } from '../use-files.ts'
import styles from './details.module.css'

/** Kind, size, place and times of a row; what only few ask for is under More. */
export function RowFacts({ row }: { row: ViewRow }): ReactNode {
  const files = useFiles()
  const place = useStore(files.place, (state) => state.place)
  const isToday = place.at === undefined && place.kind !== 'trash'
  const now = files.now()
  const pixels = usePixels(row)
  const folder = isToday && row.handle.kind === 'directory' ? row.handle : undefined
  const usage = useUsage(folder, row.id)
  const path = [...place.path, ...(row.path ?? [])]
  const wasAt = place.kind === 'trash'
  return (
    <>
      <dl className={styles.facts}>
        <Fact name={i18n.t('Kind')}>{kindWords(row.name, row.kind === 'directory')}</Fact>
        {row.kind === 'file' && (
          <Fact name={i18n.t('Size')}>
            {sizeWords(row.size)}
            {pixels !== undefined && `, ${pixels.width} × ${pixels.height}`}
          </Fact>
        )}
        {usage !== undefined && <Contents usage={usage} />}
        <Fact name={wasAt ? i18n.t('Was in') : i18n.t('Where')}>
          <Where path={path} isThere={!wasAt} />
        </Fact>
        <Fact name={i18n.t('Changed')}>{momentWords(row.lastModified, now)}</Fact>
        {row.trashedAt !== undefined && (
          <Fact name={i18n.t('In the trash')}>
            {momentWords(row.trashedAt, now)}
            {row.daysLeft !== undefined &&
              i18n.t(', kept at least {days, plural, one {# day} other {# days}} more', {
                days: row.daysLeft,
              })}
          </Fact>
        )}
        {row.mark.tags.length > 0 && (
          <Fact name={i18n.t('Tags')}>
            <span className={styles.tags}>
              {row.mark.tags.map((tag) => (
                <Badge key={tag}>{shownName(tag)}</Badge>
              ))}
            </span>
          </Fact>
        )}
      </dl>
      <More
        facts={[
          [i18n.t('Size'), i18n.t('{bytes} bytes', { bytes: figures(row.size) })],
          [i18n.t('Type'), row.type],
          [i18n.t('Changed'), new Date(row.lastModified).toISOString()],
          [i18n.t('Id'), row.id],
          [i18n.t('Version'), row.version ?? ''],
        ]}
      />
    </>
  )
}

/** The folder that is open. */
export function FolderFacts({ folder }: { folder: SpaceDirectory }): ReactNode {
  const files = useFiles()
  const path = useStore(files.place, (state) => state.place.path)
  const usage = useUsage(folder, path.join('/'))
  return (
    <dl className={styles.facts}>
      <Fact name={i18n.t('Kind')}>{i18n.t('Folder')}</Fact>
      {usage !== undefined && <Contents usage={usage} />}
      {path.length > 0 && (
        <Fact name={i18n.t('Where')}>
          <Where path={path.slice(0, -1)} isThere />
        </Fact>
      )}
    </dl>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }): ReactNode {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}

function Contents({ usage }: { usage: TreeUsage }): ReactNode {
  return (
    <>
      <Fact name={i18n.t('Size')}>{sizeWords(usage.bytes)}</Fact>
      <Fact name={i18n.t('Inside')}>
        {i18n.t(
          '{files, plural, one {# file} other {# files}}, {folders, plural, one {# folder} other {# folders}}',
          { files: usage.files, folders: usage.directories },
        )}
      </Fact>
      {usage.versionBytes > 0 && (
        <Fact name={i18n.t('Older versions')}>{sizeWords(usage.versionBytes)}</Fact>
      )}
    </>
  )
}

/** Leads there, where it is there. */
function Where({ path, isThere }: { path: readonly string[]; isThere: boolean }): ReactNode {
  const { place } = useFiles()
  const words = [i18n.t('My files'), ...path.map(shownName)].join(' / ')
  if (!isThere) return <bdi>{words}</bdi>
  return (
    <button
      type="button"
      className={styles.where}
      onClick={() => place.getState().go(folderPlace(path))}
    >
      <bdi>{words}</bdi>
    </button>
  )
}

function More({ facts }: { facts: readonly (readonly [string, string])[] }): ReactNode {
  return (
    <details className={styles.more}>
      <summary>{i18n.t('More')}</summary>
      <dl className={styles.facts}>
        {facts
          .filter(([, value]) => value !== '')
          .map(([name, value]) => (
            <Fact key={name} name={name}>
              <code>{value}</code>
            </Fact>
          ))}
      </dl>
    </details>
  )
}

/** What lies below a folder; undefined until it is counted. */
function useUsage(folder: SpaceDirectory | undefined, id: string): TreeUsage | undefined {
  const [usage, setUsage] = useState<TreeUsage>()
  useEffect(() => {
    setUsage(undefined)
    if (folder === undefined) return undefined
    let isOver = false
    folder.usage().then(
      (found) => !isOver && setUsage(found),
      // The list beside it says why nothing can be told.
      () => undefined,
    )
    return () => {
      isOver = true
    }
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [id, folder === undefined])
  return usage
}

/** Of a picture whose head tells. */
function usePixels(row: ViewRow): PictureSize | undefined {
  const { tools } = useFiles()
  const [pixels, setPixels] = useState<PictureSize>()
  useEffect(() => {
    const { handle, version } = row
    if (handle.kind !== 'file' || !row.type.startsWith('image/')) return undefined
    const stop = new AbortController()
    const read = async (): Promise<void> => {
      const url = await handle.url(version === null ? {} : { version })
      const { signal } = stop
      const { bytes } = await readPart(tools.request, url, { start: 0, end: HEAD_BYTES, signal })
      if (!signal.aborted) setPixels(pictureSize(bytes))
    }
    read().catch(() => undefined)
    return () => stop.abort()
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [row.id, row.version, tools])
  return pixels
}
