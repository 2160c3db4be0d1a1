import { ChevronRight, Folder, FolderPlus, Search, Shield } from 'lucide-react'
import { useEffect, useId, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import type { ConsentAnswer } from '@space/sdk/host'
import { useSettled } from '../consent/settled.ts'
import {
  AppTile,
  Badge,
  Button,
  Dialog,
  DialogFoot,
  DialogHead,
  Empty,
  Icon,
  IconButton,
  type Problem,
  shownName,
  Skeleton,
  Switch,
  i18n,
} from '@space/ui'
import { LastingChoice, ModeCells } from './choices.tsx'
import { EntryList } from './entry-list.tsx'
import { NewFolder } from './new-folder.tsx'
import { modesWithin, type PickerState, type PickRequest } from './picker-store.ts'
import { Preview } from './preview.tsx'
import { actOf, titleOf } from './picker-words.ts'
import styles from './picker.module.css'

/** Choosing is granting: Space draws this over the app, and what is chosen here is all it gets. */
export function Picker({
  request,
  store,
  isAnswering,
  problem,
  now,
  onAnswer,
}: {
  request: PickRequest
  store: StoreApi<PickerState>
  isAnswering: boolean
  problem: Problem | undefined
  now: number
  onAnswer: (answer: ConsentAnswer) => void
}): ReactNode {
  const title = useId()
  const list = useRef<HTMLDivElement>(null)
  const state = useStore(store)
  const isSettled = useSettled(request.id)
  const [isNaming, setNaming] = useState(false)
  const { start } = state
  useEffect(() => void start(), [start])
  const answer = state.answer()
  const isFolder = request.open === 'directory'
  const isAll = answer?.kind === 'picked' && answer.entries[0] === state.root?.id
  const canTry = isFolder && state.mode === 'change' && !isAll
  const shown = problem ?? (state.status === 'ready' ? state.problem : undefined)
  return (
    <Dialog
      labelledBy={title}
      width={880}
      focus={list}
      onDismiss={() => onAnswer({ kind: 'refused' })}
    >
      <DialogHead>
        <AppTile app={request.app} />
        <div className={styles.title}>
          <h1 id={title}>{titleOf(request)}</h1>
          <p>{i18n.t('{app} says: “{words}”', { app: request.app.name, words: request.label })}</p>
        </div>
        <span className={styles.asked}>
          <Badge icon={Shield}>{i18n.t('Asked by Space')}</Badge>
        </span>
      </DialogHead>
      <div className={styles.body}>
        <div className={styles.places}>
          <label className={styles.search}>
            <Icon of={Search} size={16} />
            <input
              type="search"
              aria-label={i18n.t('Find by name')}
              placeholder={i18n.t('Find by name')}
              value={state.search}
              onChange={({ target }) => void state.find(target.value)}
            />
          </label>
          <button type="button" aria-current="true" onClick={() => void state.goTo(0)}>
            <Icon of={Folder} size={16} />
            {i18n.t('My files')}
          </button>
        </div>
        <div className={styles.middle}>
          <div className={styles.path}>
            <nav aria-label={i18n.t('Path')}>
              <button type="button" onClick={() => void state.goTo(0)}>
                {i18n.t('My files')}
              </button>
              {state.trail.map((folder, at) => (
                <span key={folder.id}>
                  <Icon of={ChevronRight} size={14} />
                  <button
                    type="button"
                    aria-current={at === state.trail.length - 1 ? 'location' : undefined}
                    onClick={() => void state.goTo(at + 1)}
                  >
                    {shownName(folder.name)}
                  </button>
                </span>
              ))}
            </nav>
            <IconButton
              icon={FolderPlus}
              iconSize={16}
              small
              label={i18n.t('New folder here')}
              onClick={() => setNaming(true)}
            />
          </div>
          {isNaming && (
            <NewFolder
              onMake={(name) => {
                setNaming(false)
                void state.makeFolder(name).then(() => list.current?.focus())
              }}
              onCancel={() => {
                setNaming(false)
                list.current?.focus()
              }}
            />
          )}
          <div className={styles.entries}>
            <EntryList
              ref={list}
              label={i18n.t(isFolder ? 'Folders in {folder}' : 'Files in {folder}', {
                folder: state.trail.at(-1)?.name ?? i18n.t('My files'),
              })}
              entries={state.entries}
              chosen={state.chosen}
              isMany={request.open === 'files'}
              now={now}
              onChoose={state.choose}
              onEnter={(folder) => void state.enter(folder)}
              onUp={() => void state.goTo(Math.max(0, state.trail.length - 1))}
            />
            {state.status === 'loading' && <Skeleton label={i18n.t('Opening the folder')} />}
            {state.status === 'failed' && (
              <Empty title={i18n.t('This folder could not be opened')}>{state.problem?.what}</Empty>
            )}
            {state.status === 'ready' && state.entries.length === 0 && (
              <p className={styles.none}>
                {state.search === ''
                  ? isFolder
                    ? i18n.t('No folders in here. You can choose this one.')
                    : i18n.t('Nothing in here that fits.')
                  : i18n.t('Nothing of that name.')}
              </p>
            )}
            {state.next !== null && (
              <Button kind="ghost" onClick={() => void state.loadMore()}>
                {i18n.t('Show more')}
              </Button>
            )}
          </div>
          {request.open === 'save' && (
            <label className={styles.name}>
              {i18n.t('Name')}
              <input
                value={state.name}
                maxLength={255}
                onChange={({ target }) => state.set({ name: target.value })}
              />
            </label>
          )}
        </div>
        {request.open !== 'save' && (
          <Preview
            app={request.app.name}
            preview={state.preview}
            mode={state.mode}
            others={Math.max(0, state.chosen.length - 1)}
          />
        )}
      </div>
      <div className={styles.how}>
        {request.open !== 'save' && (
          <ModeCells
            value={state.mode}
            allowed={modesWithin(request.mode)}
            onChange={(mode) => state.set({ mode })}
          />
        )}
        <LastingChoice value={state.lasting} onChange={(lasting) => state.set({ lasting })} />
        {canTry && (
          <Switch
            checked={state.isTrial}
            onChange={(isTrial) => state.set({ isTrial })}
            words={i18n.t('It works on a copy. You look at what it did, and keep what you like.')}
          >
            {i18n.t('Try on a copy')}
          </Switch>
        )}
        {canTry && state.isTrial && isOpenTo(request.app, state) && (
          <p className={styles.already}>
            {i18n.t(
              '{app} can open this folder already. From now on it can change only the copy.',
              { app: request.app.name },
            )}
          </p>
        )}
      </div>
      {shown && (
        <p className={styles.problem} role="alert">
          {i18n.t('{what}. Nothing was given.', { what: shown.what })}
        </p>
      )}
      <DialogFoot quiet={i18n.t('You can take this back any time in Settings, Permissions.')}>
        <Button kind="ghost" onClick={() => onAnswer({ kind: 'refused' })}>
          {i18n.t('Not now')}
        </Button>
        <Button
          kind="primary"
          disabled={answer === undefined || isAnswering}
          aria-disabled={!isSettled}
          onClick={() => isSettled && answer !== undefined && onAnswer(answer)}
        >
          {actOf(request, state)}
        </Button>
      </DialogFoot>
    </Dialog>
  )
}

/** Whether the app was given what is chosen before. */
function isOpenTo(
  { label }: PickRequest['app'],
  { preview }: Pick<PickerState, 'preview'>,
): boolean {
  return preview?.sharedWith.some((app) => app.label === label) ?? false
}
