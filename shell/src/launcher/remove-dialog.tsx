import { useId, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import type { InstalledApp } from '@space/sdk/host'
import {
  AppTile,
  Button,
  Checkbox,
  Dialog,
  DialogBody,
  DialogFoot,
  DialogHead,
  i18n,
} from '@space/ui'
import styles from './install.module.css'

/** Removing an app ends what it was given; its own folder stays unless the person says otherwise. */
export function RemoveDialog({
  app,
  onRemove,
  onCancel,
}: {
  app: InstalledApp
  onRemove: (options: { removeFiles: boolean }) => void
  onCancel: () => void
}): ReactNode {
  const heading = useId()
  const cancel = useRef<HTMLButtonElement>(null)
  const [removeFiles, setRemoveFiles] = useState(false)
  return (
    <Dialog labelledBy={heading} focus={cancel} onDismiss={onCancel}>
      <DialogHead>
        <AppTile app={app} />
        <div className={styles.title}>
          <h1 id={heading}>{i18n.t('Remove {app}?', { app: app.name })}</h1>
          <p className={styles.muted}>
            {i18n.t('It loses all that you gave it. Your folders stay as they are.')}
          </p>
        </div>
      </DialogHead>
      <DialogBody>
        <Checkbox checked={removeFiles} onChange={setRemoveFiles}>
          {i18n.t('Put its own folder in the trash too')}
        </Checkbox>
      </DialogBody>
      <DialogFoot>
        <Button ref={cancel} onClick={onCancel}>
          {i18n.t('Keep it')}
        </Button>
        <Button kind="danger" onClick={() => onRemove({ removeFiles })}>
          {i18n.t('Remove {app}', { app: app.name })}
        </Button>
      </DialogFoot>
    </Dialog>
  )
}
