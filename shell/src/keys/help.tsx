import { useId, useRef } from 'react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import { Button, Dialog, DialogBody, DialogFoot, DialogHead, i18n } from '@space/ui'
import { appOf } from '../launcher/apps-store.ts'
import { KeyCaps } from '../palette/key-caps.tsx'
import type { Shell } from '../shell.ts'
import styles from './help.module.css'

/** Every key that means something now: of the window, and of the apps that are open. */
export function Help({
  shell,
}: {
  shell: Pick<Shell, 'help' | 'commands' | 'apps' | 'bridge'>
}): ReactNode {
  const { isOpen, close } = useStore(shell.help)
  const commands = useStore(shell.commands, (state) => state.commands)
  const apps = useStore(shell.apps, (state) => state.apps)
  const title = useId()
  const last = useRef<HTMLButtonElement>(null)
  if (!isOpen) return undefined
  const ofApps = Object.entries(commands).flatMap(([label, list]) => {
    const app = appOf(apps, label)
    const keyed = list.flatMap(({ keys, title: words }) => (keys ? [[keys, words] as const] : []))
    return app === undefined || keyed.length === 0 ? [] : [{ name: app.name, keyed }]
  })
  return (
    <Dialog labelledBy={title} width={720} focus={last} onDismiss={close}>
      <DialogHead>
        <h2 id={title}>{i18n.t('Keyboard shortcuts')}</h2>
      </DialogHead>
      <DialogBody>
        <div className={styles.columns} tabIndex={0} role="group" aria-labelledby={title}>
          <Section name={i18n.t('Everywhere')} keyed={windowKeys()} />
          {ofApps.map(({ name, keyed }) => (
            <Section key={name} name={name} keyed={keyed} />
          ))}
        </div>
      </DialogBody>
      <DialogFoot
        quiet={i18n.t(
          'In a tab of an ordinary browser Ctrl+T, Ctrl+W, Ctrl+Tab and Ctrl+1 to 9 stay with the browser.',
        )}
      >
        <Button ref={last} onClick={close}>
          {i18n.t('Close')}
        </Button>
      </DialogFoot>
    </Dialog>
  )
}

function Section({
  name,
  keyed,
}: {
  name: string
  keyed: readonly (readonly [string, string])[]
}): ReactNode {
  const heading = useId()
  return (
    <section aria-labelledby={heading} className={styles.section}>
      <h3 id={heading}>{name}</h3>
      <dl>
        {keyed.map(([keys, words]) => (
          <div key={`${keys} ${words}`}>
            <dt>
              <KeyCaps keys={keys} />
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function windowKeys(): readonly (readonly [string, string])[] {
  return [
    ['Mod+K', i18n.t('Search and commands')],
    ['Mod+L', i18n.t('Go to an address')],
    ['Mod+T', i18n.t('New tab')],
    ['Mod+W', i18n.t('Close this tab')],
    ['Mod+Shift+T', i18n.t('Open the closed tab again')],
    ['Ctrl+Tab', i18n.t('Next tab')],
    ['Mod+1', i18n.t('First tab, up to the ninth')],
    ['Alt+ArrowLeft', i18n.t('Back')],
    ['Alt+ArrowRight', i18n.t('Forward')],
    ['F6', i18n.t('Next part of the window')],
    ['Mod+,', i18n.t('Settings')],
    ['?', i18n.t('This list')],
  ]
}
