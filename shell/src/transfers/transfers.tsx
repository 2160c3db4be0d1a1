import { CircleAlert, Download, FolderSync, Pause, Play, Upload, X } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import type { TransferRow } from '@space/sdk/host'
import { Bar, i18n, Icon, IconButton, Popover, Ring, shownName, usePopover } from '@space/ui'
import { progressOf, type TransfersState } from './transfers-store.ts'
import { pillWords, stateWords } from './transfers-words.ts'
import styles from './transfers.module.css'

/** What is on its way, as a pill beside the tabs; gone when there is nothing to say. */
export function Transfers({
  store,
  onFailed,
}: {
  store: StoreApi<TransfersState>
  onFailed: (error: unknown) => void
}): ReactNode {
  const transfers = useStore(store, (state) => state.transfers)
  const panel = usePopover()
  const part = progressOf(transfers)
  const isFailed = transfers.some(
    ({ state, failedFiles = 0 }) => state === 'failed' || failedFiles > 0,
  )
  if (transfers.length === 0) return undefined
  return (
    <>
      <button
        type="button"
        className={styles.pill}
        popoverTarget={panel.id}
        aria-haspopup="dialog"
        data-failed={isFailed}
      >
        {isFailed ? <Icon of={CircleAlert} size={16} /> : <Ring part={part ?? 1} />}
        {pillWords(transfers, part)}
      </button>
      <Popover id={panel.id} label={i18n.t('Transfers')} align="end">
        <h2 className={styles.head}>{i18n.t('Transfers')}</h2>
        <ul className={styles.rows}>
          {transfers.map((transfer) => (
            <Row key={transfer.id} transfer={transfer} store={store} onFailed={onFailed} />
          ))}
        </ul>
      </Popover>
    </>
  )
}

function Row({
  transfer,
  store,
  onFailed,
}: {
  transfer: TransferRow
  store: StoreApi<TransfersState>
  onFailed: (error: unknown) => void
}): ReactNode {
  const { id, state, direction } = transfer
  const part = partOf(transfer)
  const name = shownName(transfer.name)
  const isOpen = state === 'running' || state === 'waiting' || state === 'paused'
  return (
    <li className={styles.row}>
      <span className={styles.icon}>
        <Icon of={ICONS[direction]} size={18} />
      </span>
      <span className={styles.name}>
        <b>{name}</b>
        <span data-failed={state === 'failed'}>{stateWords(transfer)}</span>
        {isOpen && part !== undefined && (
          <Bar part={part} label={i18n.t('Progress of {name}', { name })} />
        )}
      </span>
      {actsOf(transfer, store.getState(), name).map(({ icon, label, run }) => (
        <IconButton
          key={label}
          icon={icon}
          iconSize={16}
          small
          label={label}
          onClick={() => void run(id).catch(onFailed)}
        />
      ))}
    </li>
  )
}

const ICONS = { in: Upload, out: Download, inside: FolderSync }

/** Undefined when nobody knows. */
function partOf(transfer: TransferRow): number | undefined {
  const { direction, doneBytes, totalBytes, doneFiles = 0, totalFiles } = transfer
  // what is changed inside has no bytes on its way
  const [done, total] = direction === 'inside' ? [doneFiles, totalFiles] : [doneBytes, totalBytes]
  if (total === undefined) return undefined
  return total === 0 ? 1 : done / total
}

interface Act {
  readonly icon: LucideIcon
  readonly label: string
  readonly run: (id: string) => Promise<void>
}

/** Only what whoever sends it can do: a single file that an app saves cannot be paused. */
function actsOf(
  { state, direction, doneFiles }: TransferRow,
  { pause, resume, cancel, forget }: TransfersState,
  name: string,
): readonly Act[] {
  const isMany = doneFiles !== undefined && direction !== 'inside'
  const stop: Act = { icon: X, label: i18n.t('Stop {name}', { name }), run: cancel }
  switch (state) {
    case 'running':
    case 'waiting':
      return isMany
        ? [{ icon: Pause, label: i18n.t('Pause {name}', { name }), run: pause }, stop]
        : [stop]
    case 'paused':
      return [{ icon: Play, label: i18n.t('Go on with {name}', { name }), run: resume }, stop]
    case 'stopped':
    case 'failed':
    case 'done':
    case 'cancelled':
      return [{ icon: X, label: i18n.t('Take {name} out of the list', { name }), run: forget }]
  }
}
