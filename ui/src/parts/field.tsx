import { useId } from 'react'
import type { ComponentProps, ReactNode } from 'react'
import styles from './field.module.css'

/**
 * One line to type, with what it is for above and what is wrong with it below. A secret is drawn as dots;
 * it is no field for passwords to the browser, which would offer to keep what is typed.
 */
export function Field({
  label,
  hint,
  problem,
  secret = false,
  large = false,
  value,
  onChange,
  ...rest
}: {
  label: string
  hint?: ReactNode
  problem?: string | undefined
  secret?: boolean
  large?: boolean
  value: string
  onChange: (value: string) => void
} & Omit<
  ComponentProps<'input'>,
  'className' | 'value' | 'onChange' | 'type' | 'size'
>): ReactNode {
  const id = useId()
  const hasWords = hint !== undefined || problem !== undefined
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="text"
        autoComplete="off"
        autoCorrect="off"
        autoCapitalize={secret ? 'none' : undefined}
        spellCheck={false}
        data-secret={secret}
        data-large={large}
        data-1p-ignore="true"
        data-lpignore="true"
        aria-invalid={problem !== undefined}
        aria-describedby={hasWords ? `${id}-words` : undefined}
        value={value}
        onChange={({ target }) => onChange(target.value)}
        {...rest}
      />
      {hasWords && (
        <p id={`${id}-words`} data-problem={problem !== undefined}>
          {problem ?? hint}
        </p>
      )}
    </div>
  )
}
