import { fileKind } from '@space/sdk/media'
import { i18n, msg } from '@space/ui'

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
  csv: msg('Table (CSV)'),
  doc: msg('Word document'),
  docx: msg('Word document'),
  epub: msg('Book (EPUB)'),
  htm: msg('Web page'),
  html: msg('Web page'),
  ics: msg('Calendar'),
  jpg: msg('JPEG picture'),
  md: msg('Markdown text'),
  odp: msg('Presentation (ODP)'),
  ods: msg('Table (ODS)'),
  odt: msg('Document (ODT)'),
  pdf: msg('PDF'),
  ppt: msg('Presentation (PowerPoint)'),
  pptx: msg('Presentation (PowerPoint)'),
  svg: msg('Drawing (SVG)'),
  txt: msg('Text'),
  tsv: msg('Table (TSV)'),
  vcf: msg('Contact'),
  xls: msg('Table (Excel)'),
  xlsx: msg('Table (Excel)'),
}

const PATTERNS = {
  image: msg('{ending} picture'),
  video: msg('{ending} video'),
  audio: msg('{ending} audio'),
  document: msg('{ending} document'),
  text: msg('{ending} text'),
  archive: msg('{ending} archive'),
  code: msg('{ending} code'),
  other: msg('{ending} file'),
} as const
