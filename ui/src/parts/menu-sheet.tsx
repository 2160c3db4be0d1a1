import {
  Anchor,
  CheckboxItem,
  Content,
  Item,
  Label,
  Portal,
  Root,
  Separator,
  Sub,
  SubContent,
  SubTrigger,
} from '@radix-ui/react-menu'
import type { LucideIcon } from 'lucide-react'
import { type ComponentProps, type ReactNode, type RefObject, useRef } from 'react'
import { Icon } from './icon.tsx'
import type { MenuEntry } from './menu-entry.ts'
import styles from './menu.module.css'

export interface SheetProps {
  readonly id: string
  readonly label: string
  readonly isOpen: boolean
  onOpenChange(isOpen: boolean): void
  /** What it stands at: a button, or a point. */
  readonly anchor: RefObject<{ getBoundingClientRect(): DOMRect } | null>
  readonly place: Pick<ComponentProps<typeof Content>, 'align' | 'side' | 'sideOffset'>
  /** Asked for when it opens. */
  entries(): readonly MenuEntry[]
  /** Gives the focus back, where the person did not give it to something else. */
  onClosed?: (() => void) | undefined
}

/** The sheet of a menu with all that it takes to place it, which is more than the rest of many a page. */
export function MenuSheet({
  id,
  label,
  isOpen,
  onOpenChange,
  anchor,
  place,
  entries,
  onClosed,
}: SheetProps): ReactNode {
  // Menus stand in the main part of the page too, for those who go from part to part.
  const main = document.querySelector('main')
  const wentElsewhere = useRef(false)
  return (
    <Root modal={false} open={isOpen} onOpenChange={onOpenChange}>
      <Anchor virtualRef={anchor} />
      <Portal container={main}>
        <Content
          id={id}
          className={styles.menu}
          aria-label={label}
          collisionPadding={8}
          loop
          {...place}
          onInteractOutside={() => {
            wentElsewhere.current = true
          }}
          onCloseAutoFocus={(event) => {
            if (wentElsewhere.current || onClosed !== undefined) event.preventDefault()
            if (!wentElsewhere.current) onClosed?.()
            wentElsewhere.current = false
          }}
        >
          <Entries main={main} entries={entries} />
        </Content>
      </Portal>
    </Root>
  )
}

/** A component of its own, so that its entries are only asked for while it is open. */
function Entries({
  main,
  entries,
}: {
  main: HTMLElement | null
  entries: () => readonly MenuEntry[]
}): ReactNode {
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
              <Entries main={main} entries={() => entry.entries} />
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
