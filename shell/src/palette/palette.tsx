import { CornerDownLeft, Search } from 'lucide-react'
import { useEffect, useId, useRef } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import { AppTile, Dialog, familyOf, FileIcon, Hidden, i18n, Icon, shownName } from '@space/ui'
import type { Finding, Group } from './finding.ts'
import { KeyCaps } from './key-caps.tsx'
import type { PaletteState } from './palette-store.ts'
import styles from './palette.module.css'

/** Search, commands and addresses over the frame. The field keeps the focus, the arrows walk the lines. */
export function Palette({ store }: { store: StoreApi<PaletteState> }): ReactNode {
  const isOpen = useStore(store, (state) => state.isOpen)
  return isOpen ? <OpenPalette store={store} /> : undefined
}

function OpenPalette({ store }: { store: StoreApi<PaletteState> }): ReactNode {
  const { text, findings, chosen, isSearching, type, move, choose, close } = useStore(store)
  const title = useId()
  const list = useId()
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.select(), [])
  const onKeyDown = (event: KeyboardEvent): void => {
    const act = { ArrowDown: () => move(1), ArrowUp: () => move(-1), Enter: () => choose() }
    const step = event.nativeEvent.isComposing ? undefined : act[event.key as keyof typeof act]
    if (step === undefined) return
    event.preventDefault()
    step()
  }
  const groups = Object.groupBy(findings, ({ group }) => group)
  return (
    <Dialog labelledBy={title} width={640} focus={field} onDismiss={close}>
      <div className={styles.palette}>
        <Hidden as="h2">
          <span id={title}>{i18n.t('Search and commands')}</span>
        </Hidden>
        <div className={styles.field}>
          <Icon of={Search} size={20} />
          <input
            ref={field}
            role="combobox"
            aria-expanded={findings.length > 0}
            aria-controls={list}
            aria-activedescendant={chosen === undefined ? undefined : `${list}-${chosen}`}
            aria-autocomplete="list"
            aria-label={i18n.t('Search, or go to an address')}
            placeholder={i18n.t('Search, or go to an address')}
            autoComplete="off"
            autoCorrect="off"
            spellCheck={false}
            enterKeyHint="go"
            value={text}
            onChange={(event) => type(event.currentTarget.value)}
            onKeyDown={onKeyDown}
          />
          <button type="button" className={styles.escape} onClick={close}>
            <kbd>{i18n.t('Esc')}</kbd>
            <Hidden>{i18n.t('Close')}</Hidden>
          </button>
        </div>
        <div id={list} role="listbox" aria-label={i18n.t('Found')} className={styles.list}>
          {Object.entries(groups).map(([group, lines]) => (
            <div key={group} role="group" aria-label={groupName(group as Group)}>
              <div className={styles.group} aria-hidden="true">
                {groupName(group as Group)}
              </div>
              {lines.map((finding) => (
                <Line
                  key={finding.id}
                  id={`${list}-${finding.id}`}
                  finding={finding}
                  isChosen={finding.id === chosen}
                  onChoose={() => choose(finding.id)}
                />
              ))}
            </div>
          ))}
        </div>
        {findings.length === 0 && !isSearching && (
          <p className={styles.nothing}>{i18n.t('Nothing has this in its name')}</p>
        )}
        <p role="status" className={styles.status}>
          <Hidden>
            {isSearching
              ? ''
              : i18n.t('{count, plural, one {# line} other {# lines}}', { count: findings.length })}
          </Hidden>
        </p>
        <footer className={styles.foot}>
          <span>
            <kbd>↑</kbd> <kbd>↓</kbd> {i18n.t('move')}
          </span>
          <span>
            <kbd>Enter</kbd> {i18n.t('open')}
          </span>
          <span className={styles.where}>{i18n.t('Searched on this computer')}</span>
        </footer>
      </div>
    </Dialog>
  )
}

function Line({
  id,
  finding,
  isChosen,
  onChoose,
}: {
  id: string
  finding: Finding
  isChosen: boolean
  onChoose: () => void
}): ReactNode {
  const line = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isChosen) line.current?.scrollIntoView({ block: 'nearest' })
  }, [isChosen])
  return (
    <div
      ref={line}
      id={id}
      role="option"
      aria-selected={isChosen}
      className={styles.line}
      onClick={onChoose}
      // The field keeps the focus.
      onMouseDown={(event) => event.preventDefault()}
    >
      <span className={styles.icon}>
        <Look of={finding.look} />
      </span>
      <span className={styles.name}>
        <Marked text={finding.name} marks={finding.marks} />
      </span>
      <span className={styles.end}>
        {finding.detail !== undefined && <span>{finding.detail}</span>}
        {finding.keys !== undefined && <KeyCaps keys={finding.keys} />}
        {isChosen && finding.keys === undefined && <Icon of={CornerDownLeft} size={14} />}
      </span>
    </div>
  )
}

function Look({ of }: { of: Finding['look'] }): ReactNode {
  if (of.kind === 'app') return <AppTile app={of.app} size={24} />
  if (of.kind === 'entry') return <FileIcon kind={familyOf(of.entry)} />
  return <Icon of={of.icon} size={18} />
}

/** The name with what was typed set apart; each piece is shown as it is. */
function Marked({ text, marks }: { text: string; marks: Finding['marks'] }): ReactNode {
  const pieces: ReactNode[] = []
  let at = 0
  for (const [from, to] of marks) {
    if (from < at) continue
    pieces.push(shownName(text.slice(at, from)))
    pieces.push(<mark key={from}>{shownName(text.slice(from, to))}</mark>)
    at = to
  }
  return [...pieces, shownName(text.slice(at))]
}

function groupName(group: Group): string {
  const names: Record<Group, string> = {
    best: i18n.t('Best match'),
    links: i18n.t('Address'),
    files: i18n.t('Files'),
    apps: i18n.t('Apps'),
    pages: i18n.t('Pages'),
    commands: i18n.t('Commands'),
  }
  return names[group]
}
