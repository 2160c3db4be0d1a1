import { useState } from 'react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { ActivityPage } from './activity/activity-page.tsx'
import { Permissions } from './grants/permissions.tsx'
import { UsualOpenings } from './hands/usual-openings.tsx'
import { appOf } from './launcher/apps-store.ts'
import { Home } from './launcher/home.tsx'
import { RemoveDialog } from './launcher/remove-dialog.tsx'
import { About } from './settings/about.tsx'
import { Appearance } from './settings/appearance.tsx'
import { SettingsFrame } from './settings/settings-page.tsx'
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
  const apps = useStore(shell.apps, (state) => state.apps)
  const uninstall = useStore(shell.apps, (state) => state.uninstall)
  const go = useStore(shell.tabs, (state) => state.go)
  const [removing, setRemoving] = useState<string>()
  const app = removing === undefined ? undefined : appOf(apps, removing)
  return (
    <>
      <Home
        store={shell.apps}
        now={now}
        go={go}
        onRemove={setRemoving}
        onSearch={() => void shell.press('Mod+K')}
      />
      {app && (
        <RemoveDialog
          app={app}
          onCancel={() => setRemoving(undefined)}
          onRemove={(options) => {
            setRemoving(undefined)
            shell.closeApp(app.label)
            uninstall(app.label, options).then(
              () => shell.say(`${app.name} is removed, and has lost all that you gave it`),
              shell.fail,
            )
          }}
        />
      )}
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
      return <Appearance store={shell.settings} onFailed={shell.fail} />
    default:
      return <About hello={hello} />
  }
}
