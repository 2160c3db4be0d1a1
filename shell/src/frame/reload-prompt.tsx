import { useId, useRef } from 'react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import { Button, Dialog, DialogBody, DialogFoot, DialogHead, i18n, formatLocale } from '@space/ui'

/** Session. Whether the person is asked to have the whole window loaded again for a new app. */
export interface ReloadState {
  readonly asked:
    | {
        /** Name of the app that needs it. */
        readonly app: string
        /** Names of the apps that are loaded again with it; at least one. */
        readonly others: readonly string[]
        readonly go: () => void
      }
    | undefined
}

/** What was typed into an app and not saved is lost by it, so that is said before. */
export function ReloadPrompt({ store }: { store: StoreApi<ReloadState> }): ReactNode {
  const heading = useId()
  const words = useId()
  const later = useRef<HTMLButtonElement>(null)
  const asked = useStore(store, (state) => state.asked)
  if (asked === undefined) return undefined
  const hide = (): void => store.setState({ asked: undefined })
  const names = new Intl.ListFormat(formatLocale()).format(asked.others)
  return (
    <Dialog labelledBy={heading} describedBy={words} focus={later} onDismiss={hide}>
      <DialogHead>
        <h1 id={heading}>{i18n.t('Space has to load again to open {app}', { app: asked.app })}</h1>
      </DialogHead>
      <DialogBody>
        <p id={words}>
          {i18n.t(
            '{count, plural, one {{names} is} other {{names} are}} loaded again too. Save what you typed there first.',
            { names, count: asked.others.length },
          )}
        </p>
      </DialogBody>
      <DialogFoot>
        <Button ref={later} onClick={hide}>
          {i18n.t('Later')}
        </Button>
        <Button
          kind="primary"
          onClick={() => {
            hide()
            asked.go()
          }}
        >
          {i18n.t('Load again')}
        </Button>
      </DialogFoot>
    </Dialog>
  )
}
