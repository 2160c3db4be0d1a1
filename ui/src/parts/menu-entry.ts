import type { LucideIcon } from 'lucide-react'

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
