import type { ViewRow } from '@space/sdk'
import { fileKind } from '@space/sdk/media'
import { nameParts } from '@space/sdk/names'
import { clock, dayName, i18n, shownName, size } from '@space/ui'

/** A name as it is drawn: the ending is fainter, and nothing in it is unseen. */
export function shownParts({ name, kind }: Pick<ViewRow, 'name' | 'kind'>): [string, string] {
  const [stem, ending] = nameParts(name, kind === 'directory')
  return [shownName(stem), shownName(ending)]
}

export function kindWords({ name, kind }: Pick<ViewRow, 'name' | 'kind'>): string {
  if (kind === 'directory') return i18n.t('Folder')
  switch (fileKind(name)) {
    case 'image':
      return i18n.t('Picture')
    case 'video':
      return i18n.t('Video')
    case 'audio':
      return i18n.t('Sound')
    case 'document':
      return i18n.t('Document')
    case 'text':
      return i18n.t('Text')
    case 'archive':
      return i18n.t('Archive')
    case 'code':
      return i18n.t('Code')
    case 'other':
      return i18n.t('File')
  }
}

/** Folders have no size of their own. */
export function sizeWords({ kind, size: bytes }: Pick<ViewRow, 'kind' | 'size'>): string {
  return kind === 'directory' ? '' : size(bytes)
}

/** `Yesterday, 21:15`; `22 Nov, 09:02`. */
export function momentWords(at: number, now: number): string {
  return i18n.t('{day}, {time}', { day: dayName(at, now), time: clock(at) })
}

/** A moment in full, for who looks closer. */
export function fullTime(ms: number): string {
  return i18n.date(new Date(ms), { dateStyle: 'full', timeStyle: 'medium' })
}
