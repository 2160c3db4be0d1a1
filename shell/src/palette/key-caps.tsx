import type { ReactNode } from 'react'
import styles from './key-caps.module.css'

/** `Ctrl+Shift+N` as keys. `Mod` is what this computer has for it. */
export function KeyCaps({ keys }: { keys: string }): ReactNode {
  return (
    <span className={styles.keys}>
      {keysOf(keys).map((key) => (
        <kbd key={key}>{key}</kbd>
      ))}
    </span>
  )
}

const NAMES: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  Mod: isMac() ? '⌘' : 'Ctrl',
}

function keysOf(keys: string): string[] {
  // The sign itself may be a plus.
  return keys.split(/\+(?!$)/).map((key) => NAMES[key] ?? key)
}

function isMac(): boolean {
  return globalThis.navigator.platform.startsWith('Mac')
}
