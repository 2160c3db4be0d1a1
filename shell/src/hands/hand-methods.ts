import { SpaceError } from '@space/sdk'
import type { AppRef, Host } from '@space/sdk/host'
import { i18n, shownName } from '@space/ui'
import { nameOfSaving } from './act-words.ts'
import type { StoreApi } from 'zustand/vanilla'
import type { ShellCall } from '../frame/relay.ts'
import type { HostBridge } from '../host-bridge/host-bridge.ts'
import type { TabsState } from '../tabs/tabs-store.ts'
import type { ToastsState } from '../toasts/toasts-store.ts'
import type {
  EraseAnswer,
  HandsState,
  OpenAnswer,
  OutsideAnswer,
  SaveAnswer,
} from './hands-store.ts'

/** Without a question an app saves at most once in so many ms. */
const UNASKED_MS = 5000

export interface HandPowers {
  readonly app: AppRef
  readonly host: Pick<Host, 'openings' | 'saves' | 'erasing' | 'outside'>
  readonly hands: StoreApi<HandsState>
  readonly tabs: StoreApi<TabsState>
  readonly toasts: StoreApi<ToastsState>
  readonly bridge: Pick<HostBridge, 'download'>
  /** ms */
  now(): number
}

/**
 * Opening elsewhere, saving outside, erasing: what an app may not do itself. The daemon says what is
 * behind a handle, whether the app may at all, and is asked again for the act; the person says yes.
 */
export function handMethods(powers: HandPowers): Readonly<Record<string, ShellCall>> {
  const { app, host, hands, tabs, toasts, bridge, now } = powers
  const { openings, saves, erasing, outside } = host
  /** NOTE: of one document of the app; loaded again or opened anew it is asked for again. */
  let isSavingAllowed = false
  let unaskedAt = Number.NEGATIVE_INFINITY
  /** What the person saves by hand comes one by one; an app that saves on and on is asked about again. */
  const isUnasked = (): boolean => {
    if (!isSavingAllowed || now() - unaskedAt < UNASKED_MS) return false
    unaskedAt = now()
    return true
  }

  return {
    'ui.openFile': async ([file], signal) => {
      const opening = await openings.look(app.label, file)
      if (opening.choices.length === 0) {
        throw new SpaceError(
          'not-found',
          i18n.t('No other app here opens {name}', { name: opening.file.name }),
          {
            try: i18n.t('add one that does'),
          },
        )
      }
      const to =
        opening.usual === null
          ? await hands
              .getState()
              .ask<OpenAnswer>(signal, (answer) => ({ kind: 'open', app, opening, answer }))
          : { choice: opening.usual, always: false }
      if (to === undefined) throw refused()
      const { label } = to.choice.app
      const { always } = to
      await openings.open(app.label, file, { app: label, action: to.choice.action, always })
      tabs.getState().go({ kind: 'app', label })
    },

    'ui.openOutside': async ([file], signal) => {
      const leaving = await outside.look(app.label, file)
      // where a copy lies already nothing more leaves
      if (!leaving.isOpen) {
        const said = await hands
          .getState()
          .ask<OutsideAnswer>(signal, (answer) => ({ kind: 'outside', app, leaving, answer }))
        if (said === undefined) throw refused()
      }
      await outside.open(app.label, file)
      const name = shownName(leaving.file.name)
      toasts.getState().say({ text: i18n.t('{name} is open in another program', { name }) })
    },

    'ui.saveAs': async ([entries], signal) => {
      const chosen = Array.isArray(entries) ? (entries as unknown[]) : []
      const saving = await saves.look(app.label, chosen)
      if (!isUnasked()) {
        const said = await hands
          .getState()
          .ask<SaveAnswer>(signal, (answer) => ({ kind: 'save', app, saving, answer }))
        if (said === undefined) throw refused()
        isSavingAllowed = said.isRemembered
      }
      const { path } = await saves.begin(saving.id)
      bridge.download(path)
      const name = nameOfSaving(saving)
      toasts.getState().say({ text: i18n.t('Your browser saves {name}', { name }) })
    },

    'ui.erase': async ([folder, trashed], signal) => {
      const asked = await erasing.look(app.label, folder, trashed)
      const said = await hands
        .getState()
        .ask<EraseAnswer>(signal, (answer) => ({ kind: 'erase', app, erasing: asked, answer }))
      if (said === undefined) throw refused()
      return erasing.erase(asked.id)
    },
  }
}

function refused(): SpaceError {
  return new SpaceError('denied', i18n.t('The person did not want this now'))
}
