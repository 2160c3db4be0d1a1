import type { Settings } from '@space/sdk/host'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import { i18n, Page, PageHead, Segment } from '@space/ui'
import { Setting } from './setting.tsx'
import type { SettingsState } from './settings-store.ts'
import styles from './appearance.module.css'

/** How everything looks, in the language there is; seen at once. */
export function Appearance({
  store,
  of,
  onFailed,
}: {
  store: StoreApi<SettingsState>
  of: string | undefined
  onFailed: (error: unknown) => void
}): ReactNode {
  const theme = useStore(store, (state) => state.settings.theme)
  const density = useStore(store, (state) => state.settings.density)
  const change = useStore(store, (state) => state.change)
  const choose = (next: Partial<Settings>): void => void change(next).catch(onFailed)
  return (
    <Page label={i18n.t('Appearance')}>
      <PageHead
        title={i18n.t('Appearance')}
        words={i18n.t('The same in every window and in every app.')}
      />
      <Setting id="theme" of={of} title={i18n.t('Theme')}>
        <div className={styles.themes} role="radiogroup" aria-label={i18n.t('Theme')}>
          {themes().map(({ value, text, words }) => (
            <label key={value}>
              <span className={`${styles.sample} ${styles[value]}`} aria-hidden="true" />
              <span className={styles.name}>
                <input
                  type="radio"
                  name="theme"
                  checked={theme === value}
                  onChange={() => choose({ theme: value })}
                />
                {text}
              </span>
              <span className={styles.words}>{words}</span>
            </label>
          ))}
        </div>
      </Setting>
      <Setting
        id="density"
        of={of}
        title={i18n.t('Density')}
        words={i18n.t('How much room each row has, where there is a mouse.')}
        end={
          <Segment
            label={i18n.t('Density')}
            options={[
              { value: 'comfortable', text: i18n.t('Comfortable') },
              { value: 'compact', text: i18n.t('Compact') },
            ]}
            value={density}
            onChange={(value) => choose({ density: value })}
          />
        }
      />
      <Setting
        id="language"
        of={of}
        title={i18n.t('Language')}
        words={i18n.t('Space speaks English so far. Your names and files are in any language.')}
      />
    </Page>
  )
}

function themes(): readonly { value: Settings['theme']; text: string; words: string }[] {
  return [
    {
      value: 'system',
      text: i18n.t('As the system has it'),
      words: i18n.t('Changes with the time of day, if it does'),
    },
    {
      value: 'light',
      text: i18n.t('Light'),
      words: i18n.t('A bright sheet in a calm frame'),
    },
    { value: 'dark', text: i18n.t('Dark'), words: i18n.t('The same, for the evening') },
  ]
}
