import { CircleAlert, Shield, Undo2, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import { Icon, i18n, Rich } from '@space/ui'
import type { Toast, ToastsState } from './toasts-store.ts'
import styles from './toasts.module.css'

/** How long a toast stays, when nobody hovers over it or has the focus in it. */
const SHOWN_S = 8

export function Toasts({ store }: { store: StoreApi<ToastsState> }): ReactNode {
  const toasts = useStore(store, (state) => state.toasts)
  return (
    <div className={styles.toasts} role="status" aria-label={i18n.t('What just happened')}>
      {toasts.map((toast) => (
        <Shown key={toast.id} toast={toast} store={store} />
      ))}
    </div>
  )
}

function Shown({ toast, store }: { toast: Toast; store: StoreApi<ToastsState> }): ReactNode {
  const [left, setLeft] = useState(SHOWN_S)
  const [isHeld, setHeld] = useState(false)
  const dismiss = useStore(store, (state) => state.dismiss)
  const undo = useStore(store, (state) => state.undo)
  useEffect(() => {
    if (isHeld) return undefined
    const timer = setTimeout(() => (left <= 1 ? dismiss(toast.id) : setLeft(left - 1)), 1000)
    return () => clearTimeout(timer)
  }, [left, isHeld, dismiss, toast.id])
  return (
    <div
      className={styles.toast}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Icon of={toast.kind === 'failed' ? CircleAlert : Shield} size={16} />
      <span className={styles.text}>
        {toast.from !== undefined && <b>{i18n.t('{app}:', { app: toast.from })} </b>}
        {toast.text}
      </span>
      {toast.undo && (
        <button type="button" onClick={() => undo(toast.id)}>
          <Icon of={Undo2} size={14} />
          <span>
            <Rich
              message="Undo<0>, {left} s</0>"
              values={{ left: String(left) }}
              parts={[<span key="left" aria-hidden="true" />]}
            />
          </span>
        </button>
      )}
      <button
        type="button"
        aria-label={i18n.t('Close')}
        title={i18n.t('Close')}
        onClick={() => dismiss(toast.id)}
      >
        <Icon of={X} size={14} />
      </button>
    </div>
  )
}
