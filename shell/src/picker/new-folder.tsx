import { useState } from 'react'
import type { ReactNode } from 'react'
import { Button, i18n } from '@space/ui'
import styles from './new-folder.module.css'

/** A name for a new folder, in its place at the top of the list. */
export function NewFolder({
  onMake,
  onCancel,
}: {
  onMake: (name: string) => void
  onCancel: () => void
}): ReactNode {
  const [name, setName] = useState('')
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim() !== '') onMake(name.trim())
      }}
    >
      <input
        autoFocus
        aria-label={i18n.t('Name of the new folder')}
        placeholder={i18n.t('Name of the new folder')}
        maxLength={255}
        value={name}
        onChange={({ target }) => setName(target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.stopPropagation()
          event.preventDefault()
          onCancel()
        }}
      />
      <Button type="submit" size="small" disabled={name.trim() === ''}>
        {i18n.t('Make')}
      </Button>
    </form>
  )
}
