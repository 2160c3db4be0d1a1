import type { Day, SpaceDirectory } from '@space/sdk'
import {
  Button,
  Dialog,
  DialogBody,
  DialogFoot,
  DialogHead,
  i18n,
  problemOf,
  shownName,
  Skeleton,
} from '@space/ui'
import { useEffect, useId, useState, type ReactNode } from 'react'
import { useStore } from 'zustand'
import { Calendar } from './calendar.tsx'
import { createDaysStore } from './days-store.ts'

/** Which day a folder shall be looked at as it was. */
export function DayDialog({
  folder,
  name,
  chosen,
  now,
  answer,
}: {
  folder: SpaceDirectory
  name: string
  chosen: number | undefined
  now: number
  answer: (day?: Day) => void
}): ReactNode {
  const heading = useId()
  const [store] = useState(() => createDaysStore(folder))
  const { status, days, isWhole, problem, load } = useStore(store)
  useEffect(() => void load(), [load])
  return (
    <Dialog labelledBy={heading} width={400} onDismiss={() => answer()}>
      <DialogHead>
        <h2 id={heading}>{i18n.t('“{name}” as it was', { name: shownName(name) })}</h2>
      </DialogHead>
      <DialogBody>
        {status === 'loading' && <Skeleton label={i18n.t('Looking for days')} rows={6} />}
        {status === 'failed' && (
          <div role="alert">
            <p>{problemOf(problem).what}</p>
            <Button size="small" onClick={() => void load()}>
              {i18n.t('Try again')}
            </Button>
          </div>
        )}
        {status === 'ready' && days.length === 0 && (
          <p>
            {i18n.t('Nothing changed here yet. From the first change on you can go back to it.')}
          </p>
        )}
        {status === 'ready' && days.length > 0 && (
          <Calendar
            days={days}
            now={now}
            chosen={chosen}
            isWhole={isWhole}
            onOlder={() => void load()}
            onChoose={answer}
          />
        )}
      </DialogBody>
      <DialogFoot quiet={i18n.t('Days with a dot have changes. Looking changes nothing.')}>
        <Button onClick={() => answer()}>{i18n.t('Cancel')}</Button>
      </DialogFoot>
    </Dialog>
  )
}
