import { Button, Dialog, DialogBody, DialogFoot, DialogHead, i18n, shownName } from '@space/ui'
import { useId, useRef, type ReactNode } from 'react'

/** What becomes of what was written, asked before the person goes away from it. */
export function Leaving({
  name,
  leave,
}: {
  name: string
  leave: (how: 'save' | 'drop' | 'stay') => Promise<void>
}): ReactNode {
  const heading = useId()
  const words = useId()
  const save = useRef<HTMLButtonElement>(null)
  return (
    <Dialog
      role="alertdialog"
      width={440}
      labelledBy={heading}
      describedBy={words}
      focus={save}
      onDismiss={() => void leave('stay')}
    >
      <DialogHead>
        <h2 id={heading}>{i18n.t('Save your changes to “{name}”?', { name: shownName(name) })}</h2>
      </DialogHead>
      <DialogBody>
        <p id={words}>
          {i18n.t('What is there now stays as an older version. Nothing is lost by saving.')}
        </p>
      </DialogBody>
      <DialogFoot
        quiet={
          <Button kind="danger" onClick={() => void leave('drop')}>
            {i18n.t('Forget my changes')}
          </Button>
        }
      >
        <Button onClick={() => void leave('stay')}>{i18n.t('Go on writing')}</Button>
        <Button ref={save} kind="primary" onClick={() => void leave('save')}>
          {i18n.t('Save')}
        </Button>
      </DialogFoot>
    </Dialog>
  )
}
