import { i18n } from '@space/ui'
import { useImperativeHandle, useRef } from 'react'
import type { ReactNode, Ref } from 'react'
import { type Gift, giftOfFiles } from './gift.ts'

/** Open the browser's own dialogs; to be called from a click or a key press. */
export interface Pickers {
  chooseFiles(): void
  /** With all below it; browsers leave empty folders out. */
  chooseFolder(): void
}

/** The fields behind "Upload files" and "Upload folder". They are not seen; {@link Pickers} opens them. */
export function PickerFields({
  ref,
  onGift,
}: {
  ref: Ref<Pickers>
  onGift: (gift: Gift) => void
}): ReactNode {
  const files = useRef<HTMLInputElement>(null)
  const folder = useRef<HTMLInputElement>(null)
  useImperativeHandle(ref, () => ({
    chooseFiles: () => files.current?.click(),
    chooseFolder: () => folder.current?.click(),
  }))
  const take = (field: HTMLInputElement): void => {
    const gift = giftOfFiles(Array.from(field.files ?? []))
    // The same can be chosen again.
    field.value = ''
    if (gift !== null) onGift(gift)
  }
  return (
    <>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        aria-label={i18n.t('Files to add')}
        onChange={({ currentTarget }) => take(currentTarget)}
      />
      <input
        ref={folder}
        type="file"
        {...WHOLE_FOLDERS}
        hidden
        aria-label={i18n.t('Folder to add')}
        onChange={({ currentTarget }) => take(currentTarget)}
      />
    </>
  )
}

/** React's types do not know it. */
const WHOLE_FOLDERS = { webkitdirectory: '' }
