import { BookLock, Download, FileText, History, LockOpen, ShieldCheck, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import { AppTile, Checkbox, i18n, Icon, shownName, size } from '@space/ui'
import { Ask } from '../consent/ask.tsx'
import { leavingWords } from '../outside/outside-words.ts'
import facts from '../consent/ask.module.css'
import { actOf, nameOfSaving } from './act-words.ts'
import type { HandQuestion, HandsState } from './hands-store.ts'
import styles from './hands.module.css'

type Of<Kind extends HandQuestion['kind']> = Extract<HandQuestion, { kind: Kind }>

/** What an app wants the shell to do with a file; nothing happens before the person says so. */
export function HandPrompts({ store }: { store: StoreApi<HandsState> }): ReactNode {
  const asked = useStore(store, (state) => state.asked)
  if (asked === undefined) return undefined
  switch (asked.kind) {
    case 'open':
      return <OpenPrompt {...asked} />
    case 'outside':
      return <OutsidePrompt {...asked} />
    case 'save':
      return <SavePrompt {...asked} />
    case 'erase':
      return <ErasePrompt {...asked} />
  }
}

function OpenPrompt({ app, opening, answer }: Of<'open'>): ReactNode {
  const { file, choices, type } = opening
  const [at, setAt] = useState(0)
  const [always, setAlways] = useState(false)
  const choice = choices[at] ?? choices[0]
  if (choice === undefined) return undefined
  const name = shownName(file.name)
  const to = choice.app.name
  return (
    <Ask
      id={`open ${file.id}`}
      app={app}
      note={byWhom(app)}
      title={i18n.t('Open {name} with', { name })}
      allow={
        choice.action === 'edit'
          ? i18n.t('Let {to} change it', { to })
          : i18n.t('Open with {to}', { to })
      }
      onAllow={() => answer({ choice, always })}
      onRefuse={() => answer()}
    >
      <fieldset className={styles.choices}>
        <legend>{i18n.t('Apps that open it')}</legend>
        {choices.map((one, i) => (
          <label key={`${one.app.label} ${one.action}`}>
            <input type="radio" name="app" checked={i === at} onChange={() => setAt(i)} />
            <AppTile app={one.app} size={24} />
            <b>{one.app.name}</b>
            <span>{actOf(one.action)}</span>
          </label>
        ))}
      </fieldset>
      <p className={styles.quiet}>
        {i18n.t('{to} gets this one file, until you close it.', { to })}
      </p>
      {type !== '' && (
        <Checkbox checked={always} onChange={setAlways}>
          {i18n.t('Always open files of this kind with {to}', { to })}
        </Checkbox>
      )}
    </Ask>
  )
}

function byWhom({ name }: HandQuestion['app']): string {
  return i18n.t('{name} asks for it', { name })
}

function OutsidePrompt({ app, leaving, answer }: Of<'outside'>): ReactNode {
  const { file, place, canChange } = leaving
  const name = shownName(file.name)
  return (
    <Ask
      id={`outside ${file.id}`}
      app={app}
      note={byWhom(app)}
      title={i18n.t('Open {name} in another program', { name })}
      allow={i18n.t('Open an unlocked copy')}
      onAllow={() => answer('open')}
      onRefuse={() => answer()}
    >
      <ul className={facts.facts}>
        <li>
          <Icon of={LockOpen} size={16} />
          <span>{leavingWords(place)}</span>
        </li>
        <li>
          <Icon of={canChange ? History : BookLock} size={16} />
          <span>
            {canChange
              ? i18n.t('What you save there comes back as a new version.')
              : i18n.t(
                  'It is a copy to read: {app} may not change the file, so nothing comes back.',
                  {
                    app: app.name,
                  },
                )}
          </span>
        </li>
        <li className={facts.muted}>
          <Icon of={ShieldCheck} size={16} />
          <span>
            {i18n.t(
              'Done, at the top of this window, removes the copy. It is yours until then, also when {app} may no longer open the file.',
              { app: app.name },
            )}
          </span>
        </li>
      </ul>
    </Ask>
  )
}

function SavePrompt({ app, saving, answer }: Of<'save'>): ReactNode {
  const { entry, items, files, bytes } = saving
  const [isRemembered, setRemembered] = useState(false)
  const name = nameOfSaving(saving)
  const isFolder = items > 1 || entry.kind === 'folder'
  return (
    <Ask
      id={`save ${entry.id}`}
      app={app}
      note={byWhom(app)}
      title={i18n.t('Save {name} outside of Space', { name })}
      allow={i18n.t('Save outside of Space')}
      onAllow={() => answer({ isRemembered })}
      onRefuse={() => answer()}
    >
      <ul className={facts.facts}>
        <li>
          <Icon of={isFolder ? Download : FileText} size={16} />
          <span>
            {isFolder
              ? i18n.t(
                  'One ZIP file with {files, plural, one {# file} other {# files}}, {amount}',
                  {
                    files,
                    amount: size(bytes),
                  },
                )
              : i18n.t('One file, {amount}', { amount: size(bytes) })}
          </span>
        </li>
        <li>
          <Icon of={LockOpen} size={16} />
          <span>
            {i18n.t('There it is not locked any more: every program on this computer can read it.')}
          </span>
        </li>
        <li className={facts.muted}>
          <Icon of={ShieldCheck} size={16} />
          <span>{i18n.t('What is in Space stays here as it is.')}</span>
        </li>
      </ul>
      <div className={styles.below}>
        <Checkbox checked={isRemembered} onChange={setRemembered}>
          {i18n.t('Do not ask again until {app} is closed', { app: app.name })}
        </Checkbox>
      </div>
    </Ask>
  )
}

function ErasePrompt({ app, erasing, answer }: Of<'erase'>): ReactNode {
  const { id, items, bytes, names } = erasing
  const [only] = names
  const more = items - names.length
  const title =
    items === 1 && only !== undefined
      ? i18n.t('Delete {name} for ever', { name: shownName(only) })
      : i18n.t('Delete {items, plural, one {# item} other {# items}} for ever', { items })
  return (
    <Ask
      id={id}
      app={app}
      note={byWhom(app)}
      title={title}
      refuse={i18n.t('Keep in the trash')}
      allow={
        items === 1
          ? i18n.t('Delete for ever')
          : i18n.t('Delete {items, plural, one {# item} other {# items}} for ever', { items })
      }
      isHarm
      onAllow={() => answer('erase')}
      onRefuse={() => answer()}
    >
      <ul className={facts.facts}>
        {names.map((name, i) => (
          // two may be called the same
          <li key={`${i} ${name}`}>
            <Icon of={Trash2} size={16} />
            <span>{shownName(name)}</span>
          </li>
        ))}
        {more > 0 && (
          <li className={facts.muted}>
            <Icon of={Trash2} size={16} />
            <span>{i18n.t('{more, plural, one {and # more} other {and # more}}', { more })}</span>
          </li>
        )}
      </ul>
      <p className={styles.quiet}>
        {i18n.t(
          'With all older versions, {amount}. It cannot be undone, not with your recovery kit either.',
          { amount: size(bytes) },
        )}
      </p>
    </Ask>
  )
}
