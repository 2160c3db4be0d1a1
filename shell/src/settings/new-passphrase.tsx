import type { ReactNode } from 'react'
import { Field, i18n } from '@space/ui'

/** Fewer can be tried one after the other by somebody who has the disk. */
const SHORT_CHARS = 12

export interface NewSecret {
  readonly next: string
  readonly again: string
}

/** A passphrase that is chosen, typed twice. */
export function NewPassphrase({
  value,
  problem,
  onChange,
}: {
  value: NewSecret
  problem: string | undefined
  onChange: (value: NewSecret) => void
}): ReactNode {
  const length = Array.from(value.next).length
  const isShort = length > 0 && length < SHORT_CHARS
  return (
    <>
      <Field
        large
        secret
        label={i18n.t('New passphrase')}
        hint={
          isShort
            ? i18n.t('Short: who gets this disk may guess it. Five random words are better.')
            : i18n.t('Nobody can reset it. Your 24 words open your space without it.')
        }
        value={value.next}
        onChange={(next) => onChange({ ...value, next })}
      />
      <Field
        large
        secret
        label={i18n.t('Once more')}
        problem={problem}
        value={value.again}
        onChange={(again) => onChange({ ...value, again })}
      />
    </>
  )
}

/** Why it cannot be taken, in words. */
export function lockProblem({ next, again }: NewSecret): string | undefined {
  if (next === '') return i18n.t('Type a passphrase, or leave it out')
  return next === again ? undefined : i18n.t('The two differ. Type both again.')
}
