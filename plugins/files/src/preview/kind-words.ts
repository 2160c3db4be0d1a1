import { fileKind } from '@space/sdk/media'
import { i18n } from '@space/ui'

/** What a person calls such a thing: `Folder`, `JPEG picture`, `PDF`, `ZIP archive`, `Markdown text`. */
export function kindWords(name: string, isFolder: boolean): string {
  if (isFolder) return i18n.t('Folder')
  const at = name.lastIndexOf('.')
  const ending = at > 0 ? name.slice(at + 1).toLowerCase() : ''
  const known = NAMED[ending]
  if (known !== undefined) return i18n.t(known)
  const kind = fileKind(name)
  const shown = ENDING.test(ending) ? ending.toUpperCase() : ''
  if (shown === '' || kind === 'other') {
    return shown === '' ? i18n.t('File') : i18n.t('{ending} file', { ending: shown })
  }
  return i18n.t(PATTERNS[kind], { ending: shown })
}

const ENDING = /^[a-z\d]{1,8}$/

const NAMED: Readonly<Record<string, string>> = {
  csv: 'Table (CSV)',
  doc: 'Word document',
  docx: 'Word document',
  epub: 'Book (EPUB)',
  htm: 'Web page',
  html: 'Web page',
  ics: 'Calendar',
  jpg: 'JPEG picture',
  md: 'Markdown text',
  odp: 'Presentation (ODP)',
  ods: 'Table (ODS)',
  odt: 'Document (ODT)',
  pdf: 'PDF',
  ppt: 'Presentation (PowerPoint)',
  pptx: 'Presentation (PowerPoint)',
  svg: 'Drawing (SVG)',
  txt: 'Text',
  tsv: 'Table (TSV)',
  vcf: 'Contact',
  xls: 'Table (Excel)',
  xlsx: 'Table (Excel)',
}

const PATTERNS = {
  image: '{ending} picture',
  video: '{ending} video',
  audio: '{ending} audio',
  document: '{ending} document',
  text: '{ending} text',
  archive: '{ending} archive',
  code: '{ending} code',
  other: '{ending} file',
} as const
