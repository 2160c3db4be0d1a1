import { Folder, FolderLock, FolderTree, type LucideIcon } from 'lucide-react'
import { useEffect, useId, useState } from 'react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import type { InstalledApp } from '@space/sdk/host'
import { Button, Field, i18n, Icon, shownName } from '@space/ui'
import type { GivingState } from './giving-store.ts'
import { Step } from './step.tsx'
import styles from './files-step.module.css'

type Choice = 'all' | 'folder' | 'nothing'

/** What the app Files gets: shown, and only then given. */
export function FilesStep({
  store,
  files,
  onBack,
  onDone,
}: {
  store: StoreApi<GivingState>
  /** Undefined where it did not come with this Space. */
  files: InstalledApp | undefined
  onBack: (() => void) | undefined
  onDone: (app: string | undefined) => void
}): ReactNode {
  const { folders, isBusy, problem, loadFolders, give, giveNew } = useStore(store)
  const [choice, setChoice] = useState<Choice>('all')
  const [folder, setFolder] = useState<string>()
  const [name, setName] = useState(i18n.t('My files'))
  const group = useId()
  useEffect(() => void loadFolders(), [loadFolders])
  if (files === undefined) {
    return (
      <Step
        at={4}
        title={i18n.t('Your space is ready')}
        lead={i18n.t('Apps see nothing until you choose it for them.')}
        onBack={onBack}
        actions={
          <Button kind="primary" onClick={() => onDone(undefined)}>
            {i18n.t('Open my space')}
          </Button>
        }
      />
    )
  }
  const chosen = folder ?? folders[0]?.id
  const finish = async (): Promise<void> => {
    const isGiven =
      choice === 'nothing' ||
      (await (choice === 'all'
        ? give(files.label, null)
        : chosen === undefined
          ? giveNew(files.label, name)
          : give(files.label, chosen)))
    if (isGiven) onDone(files.label)
  }
  const ways: readonly { value: Choice; icon: LucideIcon; text: string; words: string }[] = [
    {
      value: 'all',
      icon: FolderTree,
      text: i18n.t('Everything in your space'),
      words: i18n.t('What it is for. Each change can be undone.'),
    },
    {
      value: 'folder',
      icon: Folder,
      text: i18n.t('One folder'),
      words: i18n.t('The rest stays closed to it.'),
    },
    {
      value: 'nothing',
      icon: FolderLock,
      text: i18n.t('Nothing yet'),
      words: i18n.t('You choose when you open it.'),
    },
  ]
  return (
    <Step
      at={4}
      title={i18n.t('Files can see and change everything in your space')}
      lead={i18n.t(
        'Files is the app that comes with Space. It runs closed off like any other and has no network. Change this at any time under Permissions.',
      )}
      onBack={onBack}
      actions={
        <Button kind="primary" disabled={isBusy} onClick={() => void finish()}>
          {i18n.t('Open my space')}
        </Button>
      }
    >
      <fieldset className={styles.ways}>
        <legend className={styles.legend}>{i18n.t('What Files gets')}</legend>
        {ways.map(({ value, icon, text, words }) => (
          <label key={value}>
            <Icon of={icon} size={20} />
            <span>
              <b>{text}</b>
              <span>{words}</span>
            </span>
            <input
              type="radio"
              name={group}
              checked={choice === value}
              onChange={() => setChoice(value)}
            />
          </label>
        ))}
      </fieldset>
      {choice === 'folder' && folders.length > 0 && (
        <label className={styles.which}>
          <span>{i18n.t('Which folder')}</span>
          <select value={chosen} onChange={({ target }) => setFolder(target.value)}>
            {folders.map((one) => (
              <option key={one.id} value={one.id}>
                {shownName(one.name)}
              </option>
            ))}
          </select>
        </label>
      )}
      {choice === 'folder' && folders.length === 0 && (
        <div className={styles.which}>
          <Field large label={i18n.t('A new folder for it')} value={name} onChange={setName} />
        </div>
      )}
      {problem && (
        <p role="alert" className={styles.problem}>
          {problem.what}
        </p>
      )}
    </Step>
  )
}
