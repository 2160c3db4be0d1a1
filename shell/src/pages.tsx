import { useState } from 'react'
import type { HomeState } from '@space/sdk/host'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { i18n } from '@space/ui'
import { ActivityPage } from './activity/activity-page.tsx'
import { Permissions } from './grants/permissions.tsx'
import { UsualOpenings } from './hands/usual-openings.tsx'
import { HealthPage } from './health/health-page.tsx'
import { RecoveryPage } from './kit/recovery-page.tsx'
import { appOf } from './launcher/apps-store.ts'
import { Home } from './launcher/home.tsx'
import { RemoveDialog } from './launcher/remove-dialog.tsx'
import { PrivacyPage } from './privacy/privacy-page.tsx'
import { About } from './settings/about.tsx'
import { Appearance } from './settings/appearance.tsx'
import { AppsPage } from './settings/apps-page.tsx'
import { SettingsFrame } from './settings/settings-page.tsx'
import { StoragePage } from './settings/storage-page.tsx'
import { YouPage } from './settings/you-page.tsx'
import type { Shell } from './shell.ts'
import type { Place, SettingsPage } from './tabs/place.ts'
import { TrialsPage } from './trials/trials-page.tsx'

/** The pages of Space itself; nothing where an app is in front. */
export function Pages({
  shell,
  place,
  now,
}: {
  shell: Shell
  place: Place
  now: number
}): ReactNode {
  const go = useStore(shell.tabs, (state) => state.go)
  if (place.kind === 'app') return undefined
  if (place.kind === 'home') return <HomePage shell={shell} now={now} />
  return (
    <SettingsFrame page={place.page} go={go}>
      <SettingsOf shell={shell} page={place.page} of={place.of} now={now} />
    </SettingsFrame>
  )
}

function HomePage({ shell, now }: { shell: Shell; now: number }): ReactNode {
  const go = useStore(shell.tabs, (state) => state.go)
  const { dialog, begin } = useRemoving(shell)
  return (
    <>
      <Home
        store={shell.apps}
        now={now}
        go={go}
        onRemove={begin}
        onSearch={() => void shell.press('Mod+K')}
      />
      {dialog}
    </>
  )
}

/** The question before an app goes. */
function useRemoving(shell: Shell): { dialog: ReactNode; begin: (label: string) => void } {
  const apps = useStore(shell.apps, (state) => state.apps)
  const uninstall = useStore(shell.apps, (state) => state.uninstall)
  const [removing, setRemoving] = useState<string>()
  const app = removing === undefined ? undefined : appOf(apps, removing)
  const dialog = app && (
    <RemoveDialog
      app={app}
      onCancel={() => setRemoving(undefined)}
      onRemove={(options) => {
        setRemoving(undefined)
        shell.closeApp(app.label)
        uninstall(app.label, options).then(
          () =>
            shell.say(
              i18n.t('{app} is removed, and has lost all that you gave it', { app: app.name }),
            ),
          shell.fail,
        )
      }}
    />
  )
  return { dialog, begin: setRemoving }
}

function AppsOf({ shell, of }: { shell: Shell; of: string | undefined }): ReactNode {
  const apps = useStore(shell.apps, (state) => state.apps)
  const go = useStore(shell.tabs, (state) => state.go)
  const { dialog, begin } = useRemoving(shell)
  return (
    <>
      <AppsPage
        apps={apps}
        of={of}
        onAdd={() => shell.apps.getState().beginInstall()}
        onRemove={begin}
        onPermissions={() => go({ kind: 'settings', page: 'permissions' })}
      />
      {dialog}
    </>
  )
}

function SettingsOf({
  shell,
  page,
  of,
  now,
}: {
  shell: Shell
  page: SettingsPage
  of: string | undefined
  now: number
}): ReactNode {
  const go = useStore(shell.tabs, (state) => state.go)
  const apps = useStore(shell.apps, (state) => state.apps)
  const hello = useStore(shell.hello, (state) => state.hello)
  const home = useStore(shell.person, (state) => state.home)
  const narrow = useStore(shell.grants, (state) => state.narrow)
  switch (page) {
    case 'permissions':
    case 'folders':
      return (
        <Permissions
          store={shell.grants}
          consent={shell.consent}
          apps={apps}
          view={page}
          now={now}
          go={go}
          onRevoke={shell.revoke}
          onNarrow={(grant, to) => void narrow(grant.id, to).catch(shell.fail)}
          onUndoChanges={shell.previewUndo}
        >
          <UsualOpenings store={shell.usual} onFail={shell.fail} />
        </Permissions>
      )
    case 'activity':
      return (
        <ActivityPage
          store={shell.activity}
          apps={apps}
          of={of}
          now={now}
          onFilter={(label) =>
            go({
              kind: 'settings',
              page: 'activity',
              ...(label === undefined ? {} : { of: label }),
            })
          }
          onUndo={shell.previewUndo}
        />
      )
    case 'copies':
      return <TrialsPage store={shell.trials} now={now} />
    case 'appearance':
      return <Appearance store={shell.settings} of={of} onFailed={shell.fail} />
    case 'privacy':
      return <PrivacyPage shell={shell} of={of} now={now} />
    case 'apps':
      return <AppsOf shell={shell} of={of} />
    case 'about':
      return <About hello={hello} of={of} />
    default:
      return home && <OwnPage shell={shell} home={home} page={page} of={of} now={now} />
  }
}

/** The pages about the space itself. */
function OwnPage({
  shell,
  home,
  page,
  of,
  now,
}: {
  shell: Shell
  home: HomeState
  page: 'you' | 'health' | 'recovery' | 'storage'
  of: string | undefined
  now: number
}): ReactNode {
  switch (page) {
    case 'you':
      return <YouPage store={shell.person} home={home} of={of} onSaid={shell.say} />
    case 'health':
      return <HealthPage shell={shell} home={home} of={of} now={now} />
    case 'storage':
      return <StoragePage shell={shell} folder={home.folder} of={of} />
    default:
      return (
        <RecoveryPage
          store={shell.kit}
          home={home}
          of={of}
          now={now}
          onPrint={() => shell.bridge.print()}
          onSaid={shell.say}
        />
      )
  }
}
