import { Eye, EyeOff, Tag, WifiOff } from 'lucide-react'
import type { GrantPreview } from '@space/sdk/host'
import type { Mode } from '@space/sdk'
import type { ReactNode } from 'react'
import { figures, FileIcon, Icon, shownName, size, familyOf, i18n, Rich } from '@space/ui'
import { kindWords } from './file-types.ts'
import styles from './preview.module.css'

const TILES = 6

/** What the app would see of what is chosen, and what it would not. */
export function Preview({
  app,
  preview,
  mode,
  others,
}: {
  app: string
  preview: GrantPreview | undefined
  mode: Mode
  /** How many more are chosen beside the one that is previewed. */
  others: number
}): ReactNode {
  const isFolder = preview?.entry.kind === 'folder'
  const isAll = preview?.entry.path === '/'
  const heading =
    mode === 'add'
      ? i18n.t('{app} could put files in', { app })
      : i18n.t('{app} would see', { app })
  return (
    <aside className={styles.preview} aria-label={i18n.t('What {app} would see', { app })}>
      <h2>{heading}</h2>
      {preview === undefined ? (
        <p className={styles.muted}>{i18n.t('Choose something to see what it holds.')}</p>
      ) : (
        <>
          {isFolder && mode !== 'add' && <Tiles preview={preview} />}
          <ul aria-live="polite">
            <li>
              <Icon of={Eye} size={14} />
              <span>
                {mode === 'add' ? (
                  <b>{i18n.t('Only what it adds itself')}</b>
                ) : (
                  <Amount preview={preview} others={others} />
                )}
              </span>
            </li>
            {isFolder && mode !== 'add' && (
              <li>
                <Icon of={Tag} size={14} />
                <span>
                  {isAll ? (
                    <Rich
                      message="Names, dates and sizes inside <0>your space</0>"
                      parts={[<b key="name" />]}
                    />
                  ) : (
                    <Rich
                      message="Names, dates and sizes inside <0>{name}</0>"
                      values={{ name: shownName(preview.entry.name) }}
                      parts={[<b key="name" />]}
                    />
                  )}
                </span>
              </li>
            )}
            <li className={styles.muted}>
              <Icon of={EyeOff} size={14} />
              <span>
                {isAll
                  ? i18n.t('Not your name, and nothing of this computer outside of Space.')
                  : isFolder
                    ? i18n.t('Nothing outside it. Not the folder’s place, not your name.')
                    : i18n.t('Nothing beside it. Not its folder, not your name.')}
              </span>
            </li>
            <li className={styles.muted}>
              <Icon of={WifiOff} size={14} />
              <span>
                {i18n.t('It has no network of its own. Each address is asked for, by name.')}
              </span>
            </li>
          </ul>
        </>
      )}
    </aside>
  )
}

function Tiles({ preview }: { preview: GrantPreview }): ReactNode {
  const shown = preview.sample.slice(0, preview.files > TILES ? TILES - 1 : TILES)
  const more = preview.files - shown.length
  if (shown.length === 0) return <p className={styles.muted}>{i18n.t('It is empty now.')}</p>
  return (
    <div className={styles.tiles} aria-hidden="true">
      {shown.map((entry) => (
        <span key={entry.id} className={styles.tile} title={shownName(entry.name)}>
          <FileIcon kind={familyOf(entry)} />
        </span>
      ))}
      {more > 0 && <span className={styles.tile}>+{figures(more)}</span>}
    </div>
  )
}

function Amount({ preview, others }: { preview: GrantPreview; others: number }): ReactNode {
  const { files, bytes, kinds, entry } = preview
  if (entry.kind === 'file') {
    return (
      <Rich
        message={
          others > 0
            ? '<0>{name}</0> and {others, plural, one {# other file} other {# other files}}'
            : '<0>{name}</0>, {size}'
        }
        values={{ name: shownName(entry.name), others, size: size(entry.size) }}
        parts={[<b key="name" />]}
      />
    )
  }
  const words = kinds.slice(0, 3).map(({ kind, files: of }) => kindWords(kind, of))
  return (
    <>
      <b>{i18n.t('{count, plural, one {# file} other {# files}}', { count: files })}</b>
      {[...words, size(bytes)].map((word) => i18n.t(', {word}', { word })).join('')}
    </>
  )
}
