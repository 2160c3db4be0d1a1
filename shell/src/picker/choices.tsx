import type { Mode } from '@space/sdk'
import type { Lasting } from '@space/sdk/host'
import { useId } from 'react'
import type { ReactNode } from 'react'
import { i18n, msg } from '@space/ui'
import styles from './choices.module.css'

/** How much, as three joined cells. What the app did not ask for is not on offer. */
export function ModeCells({
  value,
  allowed,
  onChange,
}: {
  value: Mode
  allowed: readonly Mode[]
  onChange: (mode: Mode) => void
}): ReactNode {
  const name = useId()
  return (
    <fieldset className={styles.modes}>
      <legend>{i18n.t('What it may do')}</legend>
      {MODES.map(({ mode, text, words }) => {
        const isOffered = allowed.includes(mode)
        return (
          <label key={mode} data-off={!isOffered}>
            <b>
              <input
                type="radio"
                name={name}
                checked={value === mode}
                disabled={!isOffered}
                onChange={() => onChange(mode)}
              />
              {i18n.t(text)}
            </b>
            <span>{isOffered ? i18n.t(words) : i18n.t('Not asked for')}</span>
          </label>
        )
      })}
    </fieldset>
  )
}

const MODES: readonly { mode: Mode; text: string; words: string }[] = [
  { mode: 'read', text: msg('Read'), words: msg('Open files') },
  { mode: 'add', text: msg('Add only'), words: msg('Put in new files, see no others') },
  { mode: 'change', text: msg('Read and change'), words: msg('Edit, rename, trash') },
]

/** For how long; a grant can be taken back any time whatever is chosen here. */
export function LastingChoice({
  value,
  onChange,
}: {
  value: Lasting
  onChange: (lasting: Lasting) => void
}): ReactNode {
  const id = useId()
  return (
    <div className={styles.lasting}>
      <label htmlFor={id}>{i18n.t('For how long')}</label>
      <select id={id} value={value} onChange={({ target }) => onChange(target.value as Lasting)}>
        {Object.entries(LASTINGS).map(([lasting, text]) => (
          <option key={lasting} value={lasting}>
            {i18n.t(text)}
          </option>
        ))}
      </select>
    </div>
  )
}

const LASTINGS: Record<Lasting, string> = {
  session: msg('Until it is closed'),
  day: msg('For a day'),
  'until-off': msg('Until I turn it off'),
}
