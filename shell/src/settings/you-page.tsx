import { useState } from 'react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import type { HomeState } from '@space/sdk/host'
import { Button, Field, i18n, Page, PageHead } from '@space/ui'
import type { PersonState } from '../onboarding/person-store.ts'
import { lockProblem, NewPassphrase } from './new-passphrase.tsx'
import { Setting } from './setting.tsx'
import styles from './setting.module.css'

type Form = 'set' | 'change' | 'remove'

/** Names, and the lock. */
export function YouPage({
  store,
  home,
  of,
  onSaid,
}: {
  store: StoreApi<PersonState>
  home: HomeState
  of: string | undefined
  onSaid: (words: string) => void
}): ReactNode {
  const call = useStore(store, (state) => state.call)
  return (
    <Page label={i18n.t('You and this computer')}>
      <PageHead
        title={i18n.t('You and this computer')}
        words={i18n.t('There is no account. All of this is kept here, locked.')}
      />
      <NameSetting
        key={`name ${home.person}`}
        id="name"
        of={of}
        title={i18n.t('Your name')}
        words={i18n.t('Stands on your recovery page, and is sent to no one.')}
        label={i18n.t('Name')}
        value={home.person}
        onSave={async (person) => {
          if (await call({ person })) onSaid(i18n.t('Your name is saved'))
        }}
      />
      <NameSetting
        key={`device ${home.device}`}
        id="device"
        of={of}
        title={i18n.t('Name of this computer')}
        words={i18n.t('How you tell it from others of yours.')}
        label={i18n.t('This computer')}
        value={home.device}
        isNeeded
        onSave={async (device) => {
          if (await call({ device })) onSaid(i18n.t('This computer is called {device}', { device }))
        }}
      />
      <PassphraseSetting store={store} home={home} of={of} onSaid={onSaid} />
    </Page>
  )
}

function NameSetting({
  id,
  of,
  title,
  words,
  label,
  value,
  isNeeded = false,
  onSave,
}: {
  id: string
  of: string | undefined
  title: string
  words: string
  label: string
  value: string
  isNeeded?: boolean
  onSave: (name: string) => Promise<void>
}): ReactNode {
  const [typed, setTyped] = useState(value)
  const isSame = typed.trim() === value || (isNeeded && typed.trim() === '')
  return (
    <Setting id={id} of={of} title={title} words={words}>
      <form
        className={styles.line}
        onSubmit={(event) => {
          event.preventDefault()
          if (!isSame) void onSave(typed.trim())
        }}
      >
        <Field label={label} maxLength={64} value={typed} onChange={setTyped} />
        <Button type="submit" disabled={isSame}>
          {i18n.t('Save')}
        </Button>
      </form>
    </Setting>
  )
}

function PassphraseSetting({
  store,
  home,
  of,
  onSaid,
}: {
  store: StoreApi<PersonState>
  home: HomeState
  of: string | undefined
  onSaid: (words: string) => void
}): ReactNode {
  const { isBusy, problem, lock, clear, forgetSecrets } = useStore(store)
  const [form, setForm] = useState<Form>()
  const [now, setNow] = useState('')
  const [secret, setSecret] = useState({ next: '', again: '' })
  const [isTried, setTried] = useState(false)
  const isLocked = home.lock !== 'file'
  const show = (next: Form | undefined): void => {
    clear()
    setForm(next)
    setNow('')
    setSecret({ next: '', again: '' })
    setTried(false)
  }
  const wrong = form === 'remove' ? undefined : lockProblem(secret)
  const save = async (): Promise<void> => {
    setTried(true)
    if (wrong !== undefined || form === undefined) return
    const next = form === 'remove' ? null : secret.next
    if (!(await lock({ now: isLocked ? now : null, next }))) return
    // Whoever wants to see the words from now on types it.
    forgetSecrets()
    show(undefined)
    onSaid(
      next === null
        ? i18n.t('The passphrase is gone')
        : i18n.t('From now on the new passphrase opens this space'),
    )
  }
  return (
    <Setting
      id="passphrase"
      of={of}
      title={i18n.t('Passphrase')}
      words={
        isLocked
          ? i18n.t('You type it each time Space starts.')
          : i18n.t('None: whoever can use this computer as you can open your space.')
      }
      end={
        form === undefined && (
          <div className={styles.buttons}>
            {isLocked && (
              <Button kind="ghost" onClick={() => show('remove')}>
                {i18n.t('Remove…')}
              </Button>
            )}
            <Button onClick={() => show(isLocked ? 'change' : 'set')}>
              {isLocked ? i18n.t('Change…') : i18n.t('Set one…')}
            </Button>
          </div>
        )
      }
    >
      {form !== undefined && (
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault()
            void save()
          }}
        >
          {isLocked && (
            <Field
              large
              secret
              label={i18n.t('Passphrase of now')}
              problem={problem?.what}
              value={now}
              onChange={setNow}
            />
          )}
          {form !== 'remove' && (
            <NewPassphrase
              value={secret}
              problem={isTried ? wrong : undefined}
              onChange={setSecret}
            />
          )}
          {!isLocked && problem && (
            <p role="alert" className={styles.problem}>
              {problem.what}
            </p>
          )}
          {form === 'remove' && (
            <p>{i18n.t('Then whoever can use this computer as you can open your space.')}</p>
          )}
          <p>{i18n.t('Copies of the folder that were made before still open as they did.')}</p>
          <div className={styles.buttons}>
            <Button kind={form === 'remove' ? 'danger' : 'primary'} type="submit" disabled={isBusy}>
              {form === 'remove' ? i18n.t('Remove the passphrase') : i18n.t('Use this passphrase')}
            </Button>
            <Button kind="ghost" onClick={() => show(undefined)}>
              {i18n.t('Cancel')}
            </Button>
          </div>
        </form>
      )}
    </Setting>
  )
}
