import { useMemo } from 'react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { UndoDialog } from './activity/undo-dialog.tsx'
import { Lost } from './connection/lost.tsx'
import { HostPrompt, IdentityPrompt, LinkPrompt } from './consent/consent-prompts.tsx'
import { Help } from './keys/help.tsx'
import { Palette } from './palette/palette.tsx'
import { ReloadPrompt } from './frame/reload-prompt.tsx'
import { HandPrompts } from './hands/hands-prompts.tsx'
import { appOf } from './launcher/apps-store.ts'
import { InstallSheet } from './launcher/install-sheet.tsx'
import { createPickerStore, type PickRequest } from './picker/picker-store.ts'
import { Picker } from './picker/picker.tsx'
import type { Trial } from '@space/sdk/host'
import type { Shell } from './shell.ts'
import { commandOf } from './words/command.ts'
import { TrialReview } from './trials/trial-review.tsx'
import { shownName, i18n } from '@space/ui'

const UNKNOWN_APP = { label: '', icon: null, hue: 0, isBuiltIn: false }

/** Everything that Space draws over the frame. What an app asks comes last, so it is on top. */
export function Prompts({ shell, now }: { shell: Shell; now: number }): ReactNode {
  const connection = useStore(shell.connection)
  const apps = useStore(shell.apps, (state) => state.apps)
  const undoing = useStore(shell.activity, (state) => state.undoing)
  const discard = useStore(shell.trials, (state) => state.discard)
  return (
    <>
      <Palette store={shell.palette} />
      <Help shell={shell} />
      <InstallSheet store={shell.apps} onAdd={() => void addIn(shell)} />
      {undoing && (
        <UndoDialog
          store={shell.activity}
          app={appOf(apps, undoing.range.app) ?? { ...UNKNOWN_APP, name: i18n.t('This app') }}
          now={now}
          onUndo={() => void undoIn(shell)}
        />
      )}
      <TrialReview
        store={shell.trials}
        onApply={(trial) => void applyIn(shell, trial)}
        onDiscard={(trial) =>
          void discard(trial).then(
            () =>
              shell.say(
                i18n.t('The copy of {folder} is gone', { folder: shownName(trial.folder.name) }),
              ),
            shell.fail,
          )
        }
      />
      <ReloadPrompt store={shell.reloading} />
      <HandPrompts store={shell.hands} />
      <LinkPrompt store={shell.link} onCopy={shell.copy} />
      <Consent shell={shell} now={now} />
      {connection.status === 'lost' && <Away shell={shell} retryAt={connection.retryAt} />}
    </>
  )
}

/** Over all other prompts, which are as they were when the daemon is back. */
function Away({ shell, retryAt }: { shell: Shell; retryAt: number }): ReactNode {
  const start = shell.bridge.startDaemon
  const command = useStore(shell.hello, commandOf)
  return (
    <Lost
      retryAt={retryAt}
      clock={shell.now}
      command={command}
      onCopy={shell.copy}
      onRetry={shell.retry}
      onStart={start && (() => void start().catch(shell.fail))}
    />
  )
}

async function undoIn(shell: Shell): Promise<void> {
  const done = await shell.activity.getState().undo()
  if (done === undefined) return
  shell.say(
    i18n.t(
      '{undone, plural, one {# change} other {# changes}} undone{kept, plural, =0 {} other {, # left as they are}}',
      { undone: done.undone, kept: done.kept },
    ),
  )
}

async function applyIn(shell: Shell, trial: Trial): Promise<void> {
  const applied = await shell.trials.getState().apply()
  if (applied !== undefined)
    shell.say(
      i18n.t('{count, plural, one {# change} other {# changes}} applied to {folder}', {
        count: applied,
        folder: shownName(trial.folder.name),
      }),
    )
}

async function addIn(shell: Shell): Promise<void> {
  const app = await shell.apps.getState().install()
  if (app === undefined) return
  shell.say(i18n.t('{app} is here. It can see nothing yet.', { app: app.name }))
  shell.tabs.getState().go({ kind: 'app', label: app.label })
}

function Consent({ shell, now }: { shell: Shell; now: number }): ReactNode {
  const { request, isAnswering, problem, answer } = useStore(shell.consent)
  if (request === undefined) return undefined
  const onAnswer = (given: Parameters<typeof answer>[0]): void => void answer(given)
  const asked = { isAnswering, problem, onAnswer }
  if (request.kind === 'host') return <HostPrompt key={request.id} request={request} {...asked} />
  if (request.kind === 'identity') {
    return <IdentityPrompt key={request.id} request={request} {...asked} />
  }
  return <Pick key={request.id} shell={shell} request={request} now={now} {...asked} />
}

function Pick({
  shell,
  request,
  ...rest
}: { shell: Shell; request: PickRequest } & Omit<
  Parameters<typeof Picker>[0],
  'store' | 'request'
>): ReactNode {
  const store = useMemo(() => createPickerStore(shell.host, request), [shell.host, request])
  return <Picker request={request} store={store} {...rest} />
}
