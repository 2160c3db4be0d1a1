import type { Settings } from '@space/sdk/host'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import { Page, PageHead } from '@space/ui'
import type { SettingsState } from './settings-store.ts'
import styles from './appearance.module.css'

/** Light, dark, or as the system has it; seen at once. */
export function Appearance({
  store,
  onFailed,
}: {
  store: StoreApi<SettingsState>
  onFailed: (error: unknown) => void
}): ReactNode {
  const theme = useStore(store, (state) => state.settings.theme)
  const change = useStore(store, (state) => state.change)
  return (
    <Page label="Appearance">
      <PageHead title="Appearance" words="The same in every window and in every app." />
      <fieldset className={styles.themes}>
        <legend>Theme</legend>
        {THEMES.map(({ value, text, words }) => (
          <label key={value}>
            <span className={`${styles.sample} ${styles[value]}`} aria-hidden="true" />
            <span className={styles.name}>
              <input
                type="radio"
                name="theme"
                checked={theme === value}
                onChange={() => void change({ theme: value }).catch(onFailed)}
              />
              {text}
            </span>
            <span className={styles.words}>{words}</span>
          </label>
        ))}
      </fieldset>
    </Page>
  )
}

const THEMES: readonly { value: Settings['theme']; text: string; words: string }[] = [
  {
    value: 'system',
    text: 'As the system has it',
    words: 'Changes with the time of day, if it does',
  },
  { value: 'light', text: 'Light', words: 'A bright sheet in a calm frame' },
  { value: 'dark', text: 'Dark', words: 'The same, for the evening' },
]
