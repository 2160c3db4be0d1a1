import { useEffect, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import type { HomeState } from '@space/sdk/host'
import { Button, Field, i18n, Switch } from '@space/ui'
import { lockProblem, NewPassphrase } from '../settings/new-passphrase.tsx'
import type { PersonState } from './person-store.ts'
import { Step } from './step.tsx'
import styles from './you.module.css'

/** Names, and a passphrase for who wants one. All of it can be left out. */
export function You({
  store,
  home,
  onBack,
  onDone,
}: {
  store: StoreApi<PersonState>
  home: HomeState
  onBack: (() => void) | undefined
  onDone: () => void
}): ReactNode {
  const { isBusy, problem, call, lock } = useStore(store)
  const [person, setPerson] = useState(home.person)
  const [device, setDevice] = useState(home.device)
  const [wantsLock, setWantsLock] = useState(false)
  const [secret, setSecret] = useState({ next: '', again: '' })
  const [tries, setTries] = useState(0)
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    // What is wrong may stand below the edge of the window.
    if (tries > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [tries])
  const isLocked = home.lock !== 'file'
  const wrong = wantsLock ? lockProblem(secret) : undefined
  const save = async (): Promise<void> => {
    setTries(tries + 1)
    if (wrong !== undefined) return
    const named = await call({ person, device: device.trim() === '' ? home.device : device })
    if (!named) return
    if (wantsLock && !isLocked && !(await lock({ now: null, next: secret.next }))) return
    onDone()
  }
  return (
    <Step
      at={2}
      title={i18n.t('What should Space call you?')}
      lead={i18n.t('It stands on your recovery page, and is sent to no one. You can skip this.')}
      onBack={onBack}
      actions={
        <Button kind="primary" disabled={isBusy} onClick={() => void save()}>
          {i18n.t('Continue')}
        </Button>
      }
    >
      <form
        ref={form}
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <Field
          large
          label={i18n.t('Your name')}
          maxLength={64}
          value={person}
          onChange={setPerson}
        />
        <Field
          large
          label={i18n.t('This computer')}
          maxLength={64}
          value={device}
          onChange={setDevice}
        />
        {!isLocked && (
          <Switch
            checked={wantsLock}
            onChange={setWantsLock}
            words={i18n.t(
              'You type it each time Space starts. Without it, whoever can use this computer as you can open your space.',
            )}
          >
            {i18n.t('Lock it with a passphrase')}
          </Switch>
        )}
        {wantsLock && !isLocked && (
          <NewPassphrase
            value={secret}
            problem={tries > 0 ? wrong : undefined}
            onChange={setSecret}
          />
        )}
        {problem && (
          <p role="alert" className={styles.problem}>
            {problem.what}
          </p>
        )}
        <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
      </form>
    </Step>
  )
}
