import { useEffect, useId } from 'react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import { AppTile, Button, i18n } from '@space/ui'
import { actOf } from './act-words.ts'
import type { UsualState } from './usual-store.ts'
import styles from './usual-openings.module.css'

/** Which files go to which app without asking; nothing where the person never said so. */
export function UsualOpenings({
  store,
  onFail,
}: {
  store: StoreApi<UsualState>
  onFail: (error: unknown) => void
}): ReactNode {
  const heading = useId()
  const usual = useStore(store, (state) => state.usual)
  const load = useStore(store, (state) => state.load)
  const forget = useStore(store, (state) => state.forget)
  useEffect(() => void load().catch(() => undefined), [load])
  if (usual.length === 0) return undefined
  return (
    <section className={styles.usual} aria-labelledby={heading}>
      <h2 id={heading}>{i18n.t('Opens without asking')}</h2>
      <ul>
        {usual.map(({ type, app, action }) => (
          <li key={type}>
            <AppTile app={app} size={24} />
            <span>
              <b>{i18n.t('{type} with {app}', { type, app: app.name })}</b>
              <span>{actOf(action)}</span>
            </span>
            <Button
              size="small"
              kind="ghost"
              aria-label={i18n.t('Ask again before {type} is opened', { type })}
              onClick={() => void forget(type).catch(onFail)}
            >
              {i18n.t('Ask again')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}
