import { useState } from 'react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { HomeState } from '@space/sdk/host'
import type { Shell } from '../shell.ts'
import { FilesStep } from './files-step.tsx'
import { KitStep } from './kit-step.tsx'
import { Recover } from './recover.tsx'
import { Welcome } from './welcome.tsx'
import { You } from './you.tsx'

/** The first run, at the step where it stands: the daemon keeps that, so a closed window loses nothing. */
export function FirstRun({
  shell,
  home,
  now,
}: {
  shell: Shell
  home: HomeState
  now: number
}): ReactNode {
  const [isRecovering, setRecovering] = useState(false)
  const apps = useStore(shell.apps, (state) => state.apps)
  const files = apps.find(({ isBuiltIn, id }) => isBuiltIn && id === 'files')
  const goTo = (step: HomeState['step']): void => void shell.person.getState().goTo(step)
  // Only a space that is new may be left for another one; and one that came back has its words on paper.
  const mayGoBack = home.mayRecover
  switch (home.step) {
    case 'welcome':
      return isRecovering ? (
        <Recover store={shell.kit} onBack={() => setRecovering(false)} />
      ) : (
        <Welcome
          mayRecover={home.mayRecover}
          onNew={() => goTo('you')}
          onRecover={() => setRecovering(true)}
        />
      )
    case 'you':
      return (
        <You
          store={shell.person}
          home={home}
          onBack={mayGoBack ? () => goTo('welcome') : undefined}
          onDone={() => goTo(home.wordsKept ? 'kit' : 'files')}
        />
      )
    case 'kit':
      return (
        <KitStep
          kit={shell.kit}
          person={shell.person}
          home={home}
          now={now}
          onBack={mayGoBack ? () => goTo('you') : undefined}
          onPrint={() => shell.bridge.print()}
          onDone={() => goTo('files')}
        />
      )
    default:
      return (
        <FilesStep
          store={shell.giving}
          files={files}
          onBack={home.wordsKept ? () => goTo('kit') : undefined}
          onDone={(app) => {
            shell.person.getState().forgetSecrets()
            goTo(null)
            shell.tabs
              .getState()
              .go(app === undefined ? { kind: 'home' } : { kind: 'app', label: app })
          }}
        />
      )
  }
}
