import { Shield } from 'lucide-react'
import { useId, useRef } from 'react'
import type { ReactNode } from 'react'
import type { AppRef } from '@space/sdk/host'
import {
  AppTile,
  Badge,
  Button,
  Dialog,
  DialogBody,
  DialogFoot,
  DialogHead,
  type Problem,
  i18n,
} from '@space/ui'
import { useSettled } from './settled.ts'
import styles from './ask.module.css'

/** A question that has no list to choose from. The refusing button has the focus. */
export function Ask({
  id,
  app,
  title,
  says,
  note,
  quiet,
  allow,
  refuse: refuseWords = i18n.t('Not now'),
  isHarm = false,
  extra,
  isBusy,
  problem,
  onAllow,
  onRefuse,
  children,
}: {
  id: string
  app: Pick<AppRef, 'name' | 'hue'>
  title: string
  /** The app's own words. */
  says?: string
  /** Space's words below the title. */
  note?: string
  quiet?: string
  allow: string
  /** What the refusing button says. */
  refuse?: string
  /** What is allowed cannot be undone. */
  isHarm?: boolean
  /** A third, quiet way. */
  extra?: ReactNode
  isBusy?: boolean
  problem?: Problem | undefined
  onAllow: () => void
  onRefuse: () => void
  children: ReactNode
}): ReactNode {
  const heading = useId()
  const refuse = useRef<HTMLButtonElement>(null)
  const isSettled = useSettled(id)
  return (
    <Dialog labelledBy={heading} width={520} focus={refuse} onDismiss={onRefuse}>
      <DialogHead>
        <AppTile app={app} />
        <div className={styles.title}>
          <h1 id={heading}>{title}</h1>
          {note !== undefined && <p>{note}</p>}
          {says !== undefined && (
            <p>{i18n.t('{app} says: “{words}”', { app: app.name, words: says })}</p>
          )}
        </div>
        <span className={styles.asked}>
          <Badge icon={Shield}>{i18n.t('Asked by Space')}</Badge>
        </span>
      </DialogHead>
      <DialogBody>
        {children}
        {problem && (
          <p className={styles.problem} role="alert">
            {i18n.t('{what}. Nothing was given.', { what: problem.what })}
          </p>
        )}
      </DialogBody>
      <DialogFoot quiet={quiet}>
        {extra}
        <Button ref={refuse} onClick={onRefuse}>
          {refuseWords}
        </Button>
        <Button
          kind={isHarm ? 'danger' : 'primary'}
          disabled={isBusy === true}
          aria-disabled={!isSettled}
          onClick={() => isSettled && onAllow()}
        >
          {allow}
        </Button>
      </DialogFoot>
    </Dialog>
  )
}
