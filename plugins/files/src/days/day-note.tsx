import { Button, i18n, IconButton, Note } from '@space/ui'
import { CalendarClock, ChevronLeft, ChevronRight, History } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { momentWords } from '../list/words.ts'
import { folderOf } from '../places/place-store.ts'
import { useFiles } from '../use-files.ts'
import { chooseDay, mayRestore, restoreFolder } from './days.tsx'
import styles from './day-note.module.css'
import { createDaysStore } from './days-store.ts'

/** Above a folder as it was: which day that is, the days beside it, and the ways back. */
export function DayNote(): ReactNode {
  const files = useFiles()
  const place = useStore(files.place, (state) => state.place)
  const folder = useStore(files.place, folderOf)
  if (place.kind !== 'day' || place.at === undefined || folder === undefined) return undefined
  const isInside = (place.inside?.length ?? 0) > 0
  const go = files.place.getState().go
  return (
    <div className={styles.note}>
      <Note
        icon={CalendarClock}
        action={
          <>
            <DaysBeside key={place.path.join('/')} at={place.at} />
            <Button size="small" onClick={() => void chooseDay(files)}>
              {i18n.t('Another day…')}
            </Button>
            {mayRestore(files) && !isInside && (
              <Button size="small" icon={History} onClick={() => void restoreFolder(files)}>
                {i18n.t('Restore this folder')}
              </Button>
            )}
            <Button
              size="small"
              kind="primary"
              onClick={() => go({ kind: 'folder', path: place.path })}
            >
              {i18n.t('Back to today')}
            </Button>
          </>
        }
      >
        {i18n.t('As it was: {time}. Only to look at.', {
          time: momentWords(place.at, files.now()),
        })}
      </Note>
    </div>
  )
}

/** The days with changes before and after this one. */
function DaysBeside({ at }: { at: number }): ReactNode {
  const files = useFiles()
  const [store] = useState(() => {
    const folder = folderOf(files.place.getState())
    return createDaysStore({ days: async (options) => (await folder?.days(options)) ?? [] })
  })
  const { days, isWhole, load } = useStore(store)
  // The list is read on until it reaches behind this day.
  const index = days.findIndex((day) => day.at <= at)
  const isKnown = isWhole || (index >= 0 && index < days.length - 1)
  useEffect(() => {
    if (!isKnown) void load()
  }, [isKnown, days.length, load])
  const before = index < 0 ? undefined : days[days[index]?.at === at ? index + 1 : index]
  const after = index < 0 ? days.at(-1) : days[index - 1]
  const go = (to: number | undefined): void => {
    const { place } = files.place.getState()
    if (to !== undefined) files.place.getState().go({ kind: 'day', path: place.path, at: to })
  }
  return (
    <>
      <IconButton
        small
        icon={ChevronLeft}
        label={i18n.t('Day before')}
        disabled={before === undefined}
        onClick={() => go(before?.at)}
      />
      <IconButton
        small
        icon={ChevronRight}
        label={i18n.t('Day after')}
        disabled={after === undefined}
        onClick={() => go(after?.at)}
      />
    </>
  )
}
