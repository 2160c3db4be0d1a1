import type { SpaceDirectory } from '@space/sdk'
import { i18n, Icon, IconButton, Menu, type MenuEntry, shownName } from '@space/ui'
import { ChevronDown, ChevronRight, Ellipsis, Folder, FolderInput } from 'lucide-react'
import { Fragment, type ReactNode, useRef } from 'react'
import { useStore } from 'zustand'
import { entriesOf } from '../acts.ts'
import { useFolderTarget } from '../dragging/targets.ts'
import { useFiles } from '../use-files.ts'
import { HOME, type Place, titleOf } from '../places/place.ts'
import styles from './crumbs.module.css'

/** As many are shown before the last; those between the first and them are behind a ⋯. */
const SHOWN_BEFORE = 2

interface Crumb {
  readonly name: string
  readonly place: Place
  /** Undefined where nothing can be put. */
  readonly folder: SpaceDirectory | undefined
}

/** The folders around the one that is shown; each takes what is dropped on it. */
export function Crumbs(): ReactNode {
  const files = useFiles()
  const here = useStore(files.place, (state) => state.place)
  const root = useStore(files.place, (state) => state.root)
  const trail = useStore(files.place, (state) => state.trail)
  const given = useStore(files.roots)
  const go = useStore(files.place, (state) => state.go)
  const mayAdd = root !== undefined && root.grant.mode !== 'read'
  const home: Crumb = {
    name: i18n.t('My files'),
    place: HOME,
    folder: root?.isWhole === true && mayAdd ? trail[0] : undefined,
  }
  const first = root?.isWhole === true ? 1 : 0
  const crumbs: readonly Crumb[] =
    here.kind === 'folder' || here.kind === 'search' || here.kind === 'day'
      ? [
          home,
          ...here.path.map((name, index) => ({
            name,
            place: { kind: 'folder', path: here.path.slice(0, index + 1) } satisfies Place,
            folder: mayAdd ? trail[index + first] : undefined,
          })),
          ...(here.inside ?? []).map(({ name }, index) => ({
            name,
            place: { ...here, inside: here.inside?.slice(0, index + 1) ?? [] } satisfies Place,
            folder: undefined,
          })),
        ]
      : []
  const before = crumbs.slice(0, -1)
  const hidden = before.length > SHOWN_BEFORE + 1 ? before.slice(1, -SHOWN_BEFORE) : []
  const title = crumbs.at(-1)?.name ?? titleOf(here, given)
  const menu = (): readonly MenuEntry[] => entriesOf(files, 'folder')
  return (
    <nav className={styles.crumbs} aria-label={i18n.t('The way to this folder')}>
      <ol>
        {before.map((crumb, index) => {
          if (hidden.includes(crumb)) {
            return index === 1 ? (
              <li key="hidden">
                <Menu
                  label={i18n.t('Folders between')}
                  entries={() =>
                    hidden.map(({ name, place }) => ({
                      id: place.path.join('/'),
                      title: shownName(name),
                      icon: Folder,
                      onChoose: () => go(place),
                    }))
                  }
                >
                  <IconButton icon={Ellipsis} label={i18n.t('Folders between')} small />
                </Menu>
                <Separator />
              </li>
            ) : undefined
          }
          return (
            <Fragment key={`${index} ${crumb.name}`}>
              <li>
                <CrumbButton crumb={crumb} onGo={() => go(crumb.place)} />
                <Separator />
              </li>
            </Fragment>
          )
        })}
        <li className={styles.last}>
          <h1 title={shownName(title)}>
            <bdi>{shownName(title)}</bdi>
          </h1>
          {here.kind === 'folder' && trail.length > 0 && (
            <Menu label={i18n.t('What can be done here')} entries={menu}>
              <IconButton
                icon={ChevronDown}
                iconSize={16}
                small
                label={i18n.t('What can be done here')}
              />
            </Menu>
          )}
        </li>
      </ol>
    </nav>
  )
}

function Separator(): ReactNode {
  return <Icon of={ChevronRight} size={14} />
}

function CrumbButton({ crumb, onGo }: { crumb: Crumb; onGo: () => void }): ReactNode {
  const button = useRef<HTMLButtonElement>(null)
  const { name, folder } = crumb
  const isOver = useFolderTarget(button, { folder, name, onHover: onGo })
  return (
    <button
      ref={button}
      type="button"
      className={isOver ? `${styles.crumb} ${styles.over}` : styles.crumb}
      title={shownName(name)}
      onClick={onGo}
    >
      {isOver && <Icon of={FolderInput} size={16} />}
      <bdi>{shownName(name)}</bdi>
    </button>
  )
}
