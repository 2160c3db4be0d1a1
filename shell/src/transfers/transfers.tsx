import { CircleAlert, Download, RotateCw, Upload, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import type { TransferRow } from '@space/sdk/host'
import { Bar, count, Icon, IconButton, Popover, Ring, shownName, size, usePopover } from '@space/ui'
import { progressOf, type TransfersState } from './transfers-store.ts'
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
  const failed = transfers.filter(({ state }) => state === 'failed').length
  if (transfers.length === 0) return undefined
  return (
    <>
      <button
        type="button"
        className={styles.pill}
        popoverTarget={panel.id}
        aria-haspopup="dialog"
        data-failed={failed > 0}
      >
        {failed > 0 ? <Icon of={CircleAlert} size={16} /> : <Ring part={part ?? 1} />}
        {pillWords(transfers, part, failed)}
      </button>
      <Popover id={panel.id} label="Transfers" align="end">
        <h2 className={styles.head}>Transfers</h2>
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
  const cancel = useStore(store, (state) => state.cancel)
  const retry = useStore(store, (state) => state.retry)
  const { id, state, direction, doneBytes, totalBytes } = transfer
  const name = shownName(transfer.name)
  const isOpen = state === 'running' || state === 'waiting'
  return (
    <li className={styles.row}>
      <span className={styles.icon}>
        <Icon of={direction === 'in' ? Upload : Download} size={18} />
      </span>
      <span className={styles.name}>
        <b>{name}</b>
        <span data-failed={state === 'failed'}>{stateWords(transfer)}</span>
        {isOpen && totalBytes !== undefined && (
          <Bar part={totalBytes === 0 ? 1 : doneBytes / totalBytes} label={`Progress of ${name}`} />
        )}
      </span>
      {state === 'failed' && (
        <IconButton
          icon={RotateCw}
          iconSize={16}
          small
          label={`Try ${name} again`}
          onClick={() => void retry(id).catch(onFailed)}
        />
      )}
      {isOpen && (
        <IconButton
          icon={X}
          iconSize={16}
          small
          label={`Stop ${name}`}
          onClick={() => void cancel(id).catch(onFailed)}
        />
      )}
    </li>
  )
}

function pillWords(
  transfers: readonly TransferRow[],
  part: number | undefined,
  failed: number,
): string {
  if (failed > 0) return `${failed} stopped`
  return part === undefined
    ? `${count(transfers.length, 'transfer')} done`
    : `${Math.floor(part * 100)} %`
}

function stateWords({
  app,
  state,
  direction,
  doneBytes,
  totalBytes,
  problem,
}: TransferRow): string {
  const by = app === null ? '' : `${app.name}, `
  if (state === 'failed') return problem ?? 'Stopped. Nothing was lost.'
  if (state === 'done') return `${by}${size(totalBytes ?? doneBytes)}`
  if (state === 'waiting') return `${by}waiting`
  const of = totalBytes === undefined ? '' : ` of ${size(totalBytes)}`
  return `${by}${size(doneBytes)}${of}, ${direction === 'in' ? 'locking on this computer' : 'unlocking'}`
}
