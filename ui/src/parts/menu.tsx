import * as Context from '@radix-ui/react-context-menu'
import * as Dropdown from '@radix-ui/react-dropdown-menu'
import type { LucideIcon } from 'lucide-react'
import { type ComponentProps, type ReactElement, type ReactNode, useEffect, useState } from 'react'
import { Icon } from './icon.tsx'
import styles from './menu.module.css'

/** One line of a menu, a line between groups, or words above a group. */
export type MenuEntry =
  | {
      readonly id: string
      readonly title: string
      readonly icon?: LucideIcon
      /** Shown at the end; whoever draws the menu listens to them. */
      readonly keys?: string
      readonly isDangerous?: boolean
      readonly isDisabled?: boolean
      /** Of those of which one holds. */
      readonly isChecked?: boolean
      onChoose(): void
    }
  | { readonly id: string; readonly line: true }
  | { readonly id: string; readonly heading: string }
  | {
      readonly id: string
      readonly title: string
      readonly icon?: LucideIcon
      readonly entries: readonly MenuEntry[]
    }

/** A menu under its button; on a small screen a sheet at the bottom. */
export function Menu({
  label,
  entries,
  align = 'start',
  onOpenChange,
  children,
}: {
  label: string
  /** Asked for when it opens. */
  entries: () => readonly MenuEntry[]
  align?: 'start' | 'end'
  onOpenChange?: (isOpen: boolean) => void
  /** The button. */
  children: ReactElement
}): ReactNode {
  const main = useLandmark()
  return (
    <Dropdown.Root modal={false} {...(onOpenChange === undefined ? {} : { onOpenChange })}>
      <Dropdown.Trigger asChild>{children}</Dropdown.Trigger>
      <Dropdown.Portal container={main}>
        <Dropdown.Content
          className={styles.menu}
          aria-label={label}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          loop
        >
          <Entries of={Dropdown} entries={entries} />
        </Dropdown.Content>
      </Dropdown.Portal>
    </Dropdown.Root>
  )
}

/** A menu at the pointer, or where the keys are, over whatever is inside. */
export function ContextMenu({
  label,
  entries,
  onOpenChange,
  onClosed,
  children,
}: {
  label: string
  entries: () => readonly MenuEntry[]
  onOpenChange?: (isOpen: boolean) => void
  /** Gives the focus back; without it what had it before has it again. */
  onClosed?: () => void
  children: ReactElement
}): ReactNode {
  const main = useLandmark()
  return (
    <Context.Root modal={false} {...(onOpenChange === undefined ? {} : { onOpenChange })}>
      <Context.Trigger asChild>{children}</Context.Trigger>
      <Context.Portal container={main}>
        <Context.Content
          className={styles.menu}
          aria-label={label}
          collisionPadding={8}
          loop
          onCloseAutoFocus={(event) => {
            if (onClosed === undefined) return
            event.preventDefault()
            onClosed()
          }}
        >
          <Entries of={Context} entries={entries} />
        </Context.Content>
      </Context.Portal>
    </Context.Root>
  )
}

/** What both kinds of menu are made of. */
type Parts = Pick<
  typeof Dropdown,
  | 'CheckboxItem'
  | 'Item'
  | 'ItemIndicator'
  | 'Label'
  | 'Portal'
  | 'Separator'
  | 'Sub'
  | 'SubContent'
  | 'SubTrigger'
>

/** A component of its own, so that its entries are only asked for while it is open. */
function Entries({
  of: { CheckboxItem, Item, Label, Portal, Separator, Sub, SubContent, SubTrigger },
  entries,
}: {
  of: Parts
  entries: () => readonly MenuEntry[]
}): ReactNode {
  const main = useLandmark()
  const parts = { CheckboxItem, Item, Label, Portal, Separator, Sub, SubContent, SubTrigger }
  return entries().map((entry) => {
    if ('line' in entry) return <Separator key={entry.id} className={styles.line} />
    if ('heading' in entry) {
      return (
        <Label key={entry.id} className={styles.heading}>
          {entry.heading}
        </Label>
      )
    }
    if ('entries' in entry) {
      return (
        <Sub key={entry.id}>
          <SubTrigger className={styles.item}>
            <Mark icon={entry.icon} />
            <span className={styles.title}>{entry.title}</span>
            <span className={styles.more} aria-hidden="true" />
          </SubTrigger>
          <Portal container={main}>
            <SubContent className={styles.menu} collisionPadding={8} loop>
              <Entries of={parts as Parts} entries={() => entry.entries} />
            </SubContent>
          </Portal>
        </Sub>
      )
    }
    const props: ComponentProps<typeof Item> = {
      className: entry.isDangerous === true ? `${styles.item} ${styles.danger}` : styles.item,
      disabled: entry.isDisabled ?? false,
      onSelect: () => entry.onChoose(),
    }
    const words = (
      <>
        <Mark icon={entry.icon} />
        <span className={styles.title}>{entry.title}</span>
        {entry.keys !== undefined && (
          <kbd className={styles.keys} aria-hidden="true">
            {entry.keys}
          </kbd>
        )}
      </>
    )
    if (entry.isChecked === undefined) {
      return (
        <Item key={entry.id} {...props}>
          {words}
        </Item>
      )
    }
    return (
      <CheckboxItem key={entry.id} {...props} checked={entry.isChecked}>
        {words}
      </CheckboxItem>
    )
  })
}

function Mark({ icon }: { icon: LucideIcon | undefined }): ReactNode {
  return <span className={styles.mark}>{icon && <Icon of={icon} size={16} />}</span>
}

/** Menus stand in the main part of the page too, for those who go from part to part. */
function useLandmark(): HTMLElement | null {
  const [main, setMain] = useState<HTMLElement | null>(null)
  useEffect(() => setMain(document.querySelector('main')), [])
  return main
}
