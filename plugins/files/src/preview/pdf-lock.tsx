import { Button, i18n } from '@space/ui'
import { useId, type ReactNode } from 'react'
import styles from './card.module.css'

export interface Lock {
  answer(password: string): void
  readonly isWrong: boolean
}

/** A PDF with a password. It is used here and kept nowhere. */
export function Locked({ lock, done }: { lock: Lock; done: () => void }): ReactNode {
  const id = useId()
  return (
    <form
      className={styles.card}
      onSubmit={(event) => {
        event.preventDefault()
        const password = new FormData(event.currentTarget).get('password')
        done()
        lock.answer(typeof password === 'string' ? password : '')
      }}
    >
      <h3>{i18n.t('This PDF has a password')}</h3>
      <p role="status">
        {lock.isWrong
          ? i18n.t('That was not it. Nothing is wrong with the file.')
          : i18n.t('Whoever made it set one. Space does not know it and does not keep it.')}
      </p>
      <label htmlFor={id}>{i18n.t('Password of the PDF')}</label>
      <input id={id} name="password" type="password" autoComplete="off" autoFocus />
      <div className={styles.ways}>
        <Button type="submit" kind="primary">
          {i18n.t('Show it')}
        </Button>
      </div>
    </form>
  )
}
