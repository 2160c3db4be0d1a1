import { useId, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import type { InstalledApp } from '@space/sdk/host'
import { AppTile, Button, Checkbox, Dialog, DialogBody, DialogFoot, DialogHead } from '@space/ui'
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
          <h1 id={heading}>Remove {app.name}?</h1>
          <p className={styles.muted}>
            It loses all that you gave it. Your folders stay as they are.
          </p>
        </div>
      </DialogHead>
      <DialogBody>
        <Checkbox checked={removeFiles} onChange={setRemoveFiles}>
          Put its own folder in the trash too
        </Checkbox>
      </DialogBody>
      <DialogFoot>
        <Button ref={cancel} onClick={onCancel}>
          Keep it
        </Button>
        <Button kind="danger" onClick={() => onRemove({ removeFiles })}>
          Remove {app.name}
        </Button>
      </DialogFoot>
    </Dialog>
  )
}
