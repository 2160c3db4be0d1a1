import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { KeptPast } from '@space/sdk/host'
import { Button, Field, i18n, Page, PageHead, Segment, size, Skeleton } from '@space/ui'
import { useFollowed } from '../daemon/use-followed.ts'
import type { Shell } from '../shell.ts'
import { Setting } from './setting.tsx'
import styles from './setting.module.css'

const FIRST_THINNED = { allDays: 7, dailyDays: 30, weeklyDays: null }

/** What is kept of the past, and where all of it lies. */
export function StoragePage({
  shell,
  folder,
  of,
}: {
  shell: Shell
  folder: string
  of: string | undefined
}): ReactNode {
  const { keeping, problem, load } = useStore(shell.keeping)
  const health = useStore(shell.health, (state) => state.health)
  const follow = useStore(shell.health, (state) => state.follow)
  useFollowed(shell.connection, follow)
  useEffect(() => void load(), [load])
  const save = async (past: KeptPast): Promise<void> => {
    if (await shell.keeping.getState().keep(past)) shell.say(i18n.t('Kept like this from now on'))
  }
  return (
    <Page label={i18n.t('Storage')}>
      <PageHead
        title={i18n.t('Storage')}
        words={i18n.t('What was changed or removed can be had again for a while.')}
      />
      {keeping === undefined && problem === undefined && (
        <Skeleton label={i18n.t('Reading what is kept')} rows={3} />
      )}
      {keeping && (
        <>
          <Versions key={JSON.stringify(keeping)} keeping={keeping} of={of} onSave={save} />
          <TrashDays key={`trash ${keeping.trashDays}`} keeping={keeping} of={of} onSave={save} />
        </>
      )}
      {problem && (
        <p role="alert" className={styles.problem}>
          {[problem.what, problem.why].filter(Boolean).join(': ')}
        </p>
      )}
      <Setting
        id="folder"
        of={of}
        title={i18n.t('Where it lies')}
        words={
          health === undefined
            ? i18n.t('Everything is in one folder, locked.')
            : i18n.t('Everything is in one folder, locked: {used}. {free} are free on its disk.', {
                used: size(health.diskBytes),
                free: size(health.freeBytes),
              })
        }
        end={<Button onClick={() => shell.copy(folder)}>{i18n.t('Copy the path')}</Button>}
      >
        <p className={styles.mono}>{folder}</p>
        <p>
          {i18n.t(
            'To move it: stop Space, move the folder, and start Space with SPACE_HOME set to its new place.',
          )}
        </p>
      </Setting>
    </Page>
  )
}

function Versions({
  keeping,
  of,
  onSave,
}: {
  keeping: KeptPast
  of: string | undefined
  onSave: (past: KeptPast) => Promise<void>
}): ReactNode {
  const thinned = keeping.versions === 'thinned' ? keeping : FIRST_THINNED
  const [all, setAll] = useState(String(thinned.allDays))
  const [daily, setDaily] = useState(String(thinned.dailyDays))
  const [weekly, setWeekly] = useState(
    thinned.weeklyDays === null ? '' : String(thinned.weeklyDays),
  )
  const { trashDays } = keeping
  const saveThinned = (): void =>
    void onSave({
      versions: 'thinned',
      trashDays,
      allDays: Number(all),
      dailyDays: Number(daily),
      weeklyDays: weekly.trim() === '' ? null : Number(weekly),
    })
  return (
    <Setting
      id="versions"
      of={of}
      title={i18n.t('Older versions')}
      words={i18n.t('Each save is a version that can be had again.')}
      end={
        <Segment
          label={i18n.t('Older versions')}
          options={[
            { value: 'all', text: i18n.t('Keep all') },
            { value: 'thinned', text: i18n.t('Thin out') },
          ]}
          value={keeping.versions}
          onChange={(versions) => {
            if (versions === 'all') void onSave({ versions: 'all', trashDays })
            else void onSave({ versions: 'thinned', trashDays, ...FIRST_THINNED })
          }}
        />
      }
    >
      {keeping.versions === 'thinned' && (
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault()
            saveThinned()
          }}
        >
          <Field
            label={i18n.t('Days with every version')}
            inputMode="numeric"
            value={all}
            onChange={setAll}
          />
          <Field
            label={i18n.t('Days with the last one of each day')}
            inputMode="numeric"
            value={daily}
            onChange={setDaily}
          />
          <Field
            label={i18n.t('Days with the last one of each week')}
            hint={i18n.t('Empty: for ever')}
            inputMode="numeric"
            value={weekly}
            onChange={setWeekly}
          />
          <p>{i18n.t('What is no longer kept goes for good with the next “space sweep”.')}</p>
          <Button type="submit">{i18n.t('Save')}</Button>
        </form>
      )}
    </Setting>
  )
}

function TrashDays({
  keeping,
  of,
  onSave,
}: {
  keeping: KeptPast
  of: string | undefined
  onSave: (past: KeptPast) => Promise<void>
}): ReactNode {
  const [days, setDays] = useState(String(keeping.trashDays))
  return (
    <Setting
      id="trash"
      of={of}
      title={i18n.t('Days in the trash')}
      words={i18n.t(
        'What you remove can be put back for so long at least. After that it goes for good with the next “space sweep”.',
      )}
    >
      <form
        className={styles.line}
        onSubmit={(event) => {
          event.preventDefault()
          void onSave({ ...keeping, trashDays: Number(days) })
        }}
      >
        <Field label={i18n.t('Days')} inputMode="numeric" value={days} onChange={setDays} />
        <Button type="submit" disabled={days === String(keeping.trashDays)}>
          {i18n.t('Save')}
        </Button>
      </form>
    </Setting>
  )
}
