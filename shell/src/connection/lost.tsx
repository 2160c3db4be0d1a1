import { useEffect, useId, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { Button, Dialog, Logo, i18n } from '@space/ui'
import styles from './lost.module.css'

/** Before this much waiting a lost connection is not worth a word: it mostly comes back at once. */
const PATIENCE_MS = 700

/** The daemon is away; this heals by itself. */
export function Lost({
  retryAt,
  clock,
  command,
  onRetry,
  onStart,
  onCopy,
}: {
  retryAt: number
  clock: () => number
  /** What opens a window, such as `npx space open`. */
  command: string
  onRetry: () => void
  /** Absent where only a command can start it. */
  onStart: (() => void) | undefined
  onCopy: (text: string) => void
}): ReactNode {
  const heading = useId()
  const words = useId()
  const retry = useRef<HTMLButtonElement>(null)
  const [now, setNow] = useState(clock)
  const [isShown, setShown] = useState(false)
  useEffect(() => {
    const shown = setTimeout(() => setShown(true), PATIENCE_MS)
    const timer = setInterval(() => setNow(clock()), 500)
    return () => {
      clearTimeout(shown)
      clearInterval(timer)
    }
  }, [clock])
  const left = Math.max(0, Math.ceil((retryAt - now) / 1000))
  if (!isShown) return undefined
  return (
    <Dialog labelledBy={heading} describedBy={words} width={440} role="alertdialog" focus={retry}>
      <div className={styles.lost}>
        <Logo size={48} />
        <h1 id={heading}>{i18n.t('Space stopped in the background')}</h1>
        <p id={words}>
          {i18n.t(
            'What you saved is on this computer. Nothing was lost. This window carries on where it was once Space is back.',
          )}
        </p>
        <Button ref={retry} kind="primary" size="large" onClick={onStart ?? onRetry}>
          {onStart === undefined ? i18n.t('Try now') : i18n.t('Start it again')}
        </Button>
        <p className={styles.quiet}>
          {onStart === undefined
            ? i18n.t(
                '{seconds, plural, =0 {Trying now} other {Trying by itself in # s}}. To start it:',
                { seconds: left },
              )
            : i18n.t('{seconds, plural, =0 {Trying now} other {Trying by itself in # s}}', {
                seconds: left,
              })}
        </p>
        {onStart === undefined && <Command command={command} onCopy={onCopy} />}
      </div>
    </Dialog>
  )
}

/** No bearer, so nothing can be shown: how to get in. */
export function SignedOut({
  command,
  onCopy,
}: {
  command: string
  onCopy: (text: string) => void
}): ReactNode {
  return (
    <main className={styles.out}>
      <div className={styles.lost}>
        <Logo size={48} />
        <h1>{i18n.t('This window is not signed in')}</h1>
        <p>
          {i18n.t(
            'Space was away for long, or this address was opened by hand. Your files are on this computer and locked. Open a new window from a terminal:',
          )}
        </p>
        <Command command={command} onCopy={onCopy} />
        <p className={styles.quiet}>
          {i18n.t('The code in its address is good once, and for a minute.')}
        </p>
      </div>
    </main>
  )
}

function Command({
  command,
  onCopy,
}: {
  command: string
  onCopy: (text: string) => void
}): ReactNode {
  return (
    <p className={styles.command}>
      <code>{command}</code>
      <Button size="small" onClick={() => onCopy(command)}>
        {i18n.t('Copy')}
      </Button>
    </p>
  )
}
