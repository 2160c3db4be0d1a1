import {
  CircleHelp,
  Folder,
  Globe,
  Save,
  TriangleAlert,
  UserRound,
  WifiOff,
  type LucideIcon,
} from 'lucide-react'
import { useId, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import type { InspectedApp } from '@space/sdk/host'
import type { ManifestRequest } from '@space/sdk/manifest'
import { short } from '../address-bar/trust.ts'
import { useSettled } from '../consent/settled.ts'
import {
  AppTile,
  Badge,
  Button,
  Dialog,
  DialogBody,
  DialogFoot,
  DialogHead,
  Icon,
  Note,
  type Problem,
  size,
  i18n,
  msg,
  Rich,
} from '@space/ui'
import { appOf, type AppsState } from './apps-store.ts'
import styles from './install.module.css'

/** Adding an app from a folder: which folder, what it is, what it may ask for, and then the adding. */
export function InstallSheet({
  store,
  onAdd,
}: {
  store: StoreApi<AppsState>
  onAdd: () => void
}): ReactNode {
  const { apps, installing, inspect, cancelInstall } = useStore(store)
  if (installing === undefined) return undefined
  if (installing.step === 'asking' || installing.step === 'reading') {
    return (
      <AskFolder
        isReading={installing.step === 'reading'}
        problem={installing.step === 'asking' ? installing.problem : undefined}
        onRead={(folder) => void inspect(folder)}
        onCancel={cancelInstall}
      />
    )
  }
  return (
    <ShowApp
      app={installing.app}
      isNew={appOf(apps, installing.app.label) === undefined}
      isAdding={installing.step === 'adding'}
      problem={installing.step === 'shown' ? installing.problem : undefined}
      onAdd={onAdd}
      onCancel={cancelInstall}
    />
  )
}

function AskFolder({
  isReading,
  problem,
  onRead,
  onCancel,
}: {
  isReading: boolean
  problem: Problem | undefined
  onRead: (folder: string) => void
  onCancel: () => void
}): ReactNode {
  const heading = useId()
  const input = useRef<HTMLInputElement>(null)
  const [folder, setFolder] = useState('')
  return (
    <Dialog labelledBy={heading} focus={input} onDismiss={onCancel}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          onRead(folder.trim())
        }}
      >
        <DialogHead>
          <div>
            <h1 id={heading}>{i18n.t('Add an app from a folder')}</h1>
            <p className={styles.muted}>
              <Rich
                message="The folder holds the app’s files and a <0>{manifest}</0>. It is copied: changes there change nothing here."
                values={{ manifest: 'space.app.json' }}
                parts={[<code key="manifest" />]}
              />
            </p>
          </div>
        </DialogHead>
        <DialogBody>
          <label className={styles.field}>
            <span>{i18n.t('Folder on this computer')}</span>
            <input
              ref={input}
              value={folder}
              placeholder={i18n.t('/home/me/my-app')}
              autoComplete="off"
              spellCheck={false}
              onChange={({ target }) => setFolder(target.value)}
            />
          </label>
          {problem && (
            <p className={styles.problem} role="alert">
              {problem.try === undefined
                ? i18n.t('{what}. Nothing was added.', { what: problem.what })
                : i18n.t('{what}. {try}. Nothing was added.', {
                    what: problem.what,
                    try: sentence(problem.try),
                  })}
            </p>
          )}
        </DialogBody>
        <DialogFoot>
          <Button onClick={onCancel}>{i18n.t('Cancel')}</Button>
          <Button type="submit" kind="primary" disabled={folder.trim() === '' || isReading}>
            {isReading ? i18n.t('Reading the folder…') : i18n.t('Look at it')}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  )
}

function ShowApp({
  app,
  isNew,
  isAdding,
  problem,
  onAdd,
  onCancel,
}: {
  app: InspectedApp
  /** False when exactly these files are installed. */
  isNew: boolean
  isAdding: boolean
  problem: Problem | undefined
  onAdd: () => void
  onCancel: () => void
}): ReactNode {
  const heading = useId()
  const cancel = useRef<HTMLButtonElement>(null)
  const isSettled = useSettled(app.cid)
  const { replaces } = app
  const hasHosts = app.requests.some(({ type }) => type === 'host')
  return (
    <Dialog labelledBy={heading} width={520} focus={cancel} onDismiss={onCancel}>
      <DialogHead>
        <AppTile app={app} size={56} />
        <div className={styles.title}>
          <h1 id={heading}>{app.name}</h1>
          <p className={styles.muted}>{app.description}</p>
          <p className={styles.badges}>
            {app.publisher === null ? (
              <Badge icon={CircleHelp}>{i18n.t('Not signed by anyone')}</Badge>
            ) : (
              <Badge kind="accent">{short(app.publisher)}</Badge>
            )}
          </p>
        </div>
      </DialogHead>
      <DialogBody>
        {app.warnings.map((warning) => (
          <div key={warning} className={styles.warning}>
            <Note icon={TriangleAlert} kind="warn">
              {warning}
            </Note>
          </div>
        ))}
        {replaces !== null && isNew && (
          <p>
            {i18n.t(
              'It replaces {version} and begins anew: no permissions, an empty folder. The files of the old one stay in Apps.',
              { version: replaces.version },
            )}
          </p>
        )}
        <h2 className={styles.heading}>
          {replaces === null
            ? i18n.t('It gets nothing now. Later it may ask for')
            : i18n.t('Later it may ask for')}
        </h2>
        <ul className={styles.requests}>
          {app.requests.map((request) => {
            const isNew =
              replaces?.wider.some((wide) => wordsOf(wide) === wordsOf(request)) === true
            return (
              <li key={wordsOf(request)}>
                <Icon of={ICONS[request.type]} size={16} />
                <span>
                  <Rich
                    message="{request}. <0>“{reason}”</0>"
                    values={{ request: wordsOf(request), reason: request.reason }}
                    parts={[<span key="reason" className={styles.muted} />]}
                  />
                </span>
                {isNew && <Badge kind="warn">{i18n.t('New')}</Badge>}
              </li>
            )
          })}
          {!hasHosts && (
            <li className={styles.muted}>
              <Icon of={WifiOff} size={16} />
              <span>{i18n.t('No network. It never asks for it.')}</span>
            </li>
          )}
        </ul>
        <dl className={styles.facts}>
          <dt>{i18n.t('Version')}</dt>
          <dd>{app.version}</dd>
          <dt>{i18n.t('Size')}</dt>
          <dd>
            {i18n.t('{size}, {count, plural, one {# file} other {# files}}', {
              size: size(app.bytes),
              count: app.files,
            })}
          </dd>
          <dt>{i18n.t('From')}</dt>
          <dd>{app.source}</dd>
          <dt>{i18n.t('Fingerprint')}</dt>
          <dd className={styles.mono}>{short(app.cid)}</dd>
        </dl>
        {problem && (
          <p className={styles.problem} role="alert">
            {i18n.t('{what}. Nothing was added.', { what: problem.what })}
          </p>
        )}
      </DialogBody>
      <DialogFoot>
        <Button ref={cancel} onClick={onCancel}>
          {i18n.t('Cancel')}
        </Button>
        <Button
          kind="primary"
          disabled={isAdding}
          aria-disabled={!isSettled}
          onClick={() => isSettled && onAdd()}
        >
          {replaces === null ? i18n.t('Add {app}', { app: app.name }) : i18n.t('Replace')}
        </Button>
      </DialogFoot>
    </Dialog>
  )
}

const ICONS: Record<ManifestRequest['type'], LucideIcon> = {
  directory: Folder,
  file: Folder,
  save: Save,
  host: Globe,
  identity: UserRound,
}

function wordsOf(request: ManifestRequest): string {
  switch (request.type) {
    case 'directory':
      return i18n.t(FOLDERS[request.mode])
    case 'file':
      return i18n.t(FILES[request.mode])
    case 'save':
      return i18n.t('A place to save')
    case 'host':
      return i18n.t('The address {host}, fetched by Space', { host: request.host })
    default:
      return i18n.t('Who you are')
  }
}

const FOLDERS = {
  read: msg('A folder you choose, to read'),
  add: msg('A folder you choose, to add to'),
  change: msg('A folder you choose, to read and change'),
} as const

const FILES = {
  read: msg('Files you choose, to read'),
  add: msg('Files you choose, to add to'),
  change: msg('Files you choose, to read and change'),
} as const

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
