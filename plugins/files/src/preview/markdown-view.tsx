import { i18n, Icon, Skeleton } from '@space/ui'
import { ImageOff } from 'lucide-react'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { asked } from '../asked.ts'
import { aside } from './aside.ts'
import { Bar } from './bar.tsx'
import { encodingOf } from './encoding.ts'
import type { Cell, Mark, Marks } from './markdown-tokens.ts'
import styles from './markdown-view.module.css'
import { said } from './said.ts'
import type { ViewProps } from './view-props.ts'
import { readText } from './text-parts.ts'
import { TextView } from './text-view.tsx'
import { useReach } from './use-reach.ts'

/** Longer ones are shown as the text they are. */
const MOST_BYTES = 2 ** 20

/** Markdown as a page. Pictures from elsewhere are not fetched, and links are opened by the shell. */
export function MarkdownView(props: ViewProps): ReactNode {
  const { looking, source } = props
  const { url, head, tools } = looking
  const page = useRef<HTMLDivElement>(null)
  const [marks, setMarks] = useState<Marks | 'none'>()
  useReach(page, Array.isArray(marks))
  useEffect(() => {
    const encoding = encodingOf(head.bytes, head.bytes.length === head.total)
    if (head.total > MOST_BYTES || encoding === undefined || typeof Worker === 'undefined') {
      return setMarks('none')
    }
    const stop = new AbortController()
    const open = (): Worker =>
      new Worker(new URL('./markdown-worker.ts', import.meta.url), { type: 'module' })
    const think = async (): Promise<Marks> => {
      const asked = { part: 0, totalBytes: head.total, signal: stop.signal }
      const { text } = await readText(tools.request, url, encoding, asked)
      return aside<Marks>(open, text, stop.signal)
    }
    think().then(setMarks, () => stop.signal.aborted || setMarks('none'))
    return () => stop.abort()
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [url])

  if (marks === undefined) return <Skeleton label={i18n.t('Opening')} rows={6} />
  if (marks === 'none') return <TextView {...props} source={null} />
  const open = (href: string): void => {
    if (href.startsWith('#')) {
      const id = decodeURIComponent(href.slice(1))
      const found = [...(page.current?.querySelectorAll('[data-id]') ?? [])].find(
        (one) => one instanceof HTMLElement && one.dataset['id'] === id,
      )
      return found?.scrollIntoView({ block: 'start' })
    }
    void said(tools.space, () => asked(tools.space.ui.openLink(href)))
  }
  return (
    <div
      ref={page}
      data-flat
      className={styles.page}
      tabIndex={0}
      role="region"
      aria-label={i18n.t('Text')}
    >
      <div className={styles.column}>
        <Drawn marks={marks} open={open} />
      </div>
      <Bar>{source}</Bar>
    </div>
  )
}

type Open = (href: string) => void

function Drawn({ marks, open }: { marks: Marks; open: Open }): ReactNode {
  return marks.map((mark, at) => <One key={at} mark={mark} open={open} />)
}

function One({ mark, open }: { mark: Mark; open: Open }): ReactNode {
  switch (mark.is) {
    case 'text':
      return mark.text
    case 'code':
      return <code>{mark.text}</code>
    case 'program':
      return (
        <pre tabIndex={0}>
          <code>{mark.text}</code>
        </pre>
      )
    case 'break':
      return <br />
    case 'rule':
      return <hr />
    case 'check':
      return (
        <input type="checkbox" checked={mark.done} readOnly disabled aria-label={i18n.t('Done')} />
      )
    case 'picture':
      return (
        <span className={styles.picture} title={mark.href}>
          <Icon of={ImageOff} size={14} />
          {mark.text === ''
            ? i18n.t('Picture, not fetched')
            : i18n.t('Picture, not fetched: {words}', { words: mark.text })}
        </span>
      )
    case 'link':
      return (
        <Link href={mark.href} open={open} inside={<Drawn marks={mark.inside} open={open} />} />
      )
    case 'heading':
      return <Heading mark={mark} open={open} />
    case 'list':
      return mark.start === null ? (
        <ul>
          <Drawn marks={mark.inside} open={open} />
        </ul>
      ) : (
        <ol start={mark.start}>
          <Drawn marks={mark.inside} open={open} />
        </ol>
      )
    case 'table':
      return (
        <div className={styles.table} tabIndex={0} role="region" aria-label={i18n.t('Table')}>
          <table>
            <thead>
              <Row cells={mark.head} as="th" open={open} />
            </thead>
            <tbody>
              {mark.rows.map((cells, at) => (
                <Row key={at} cells={cells} as="td" open={open} />
              ))}
            </tbody>
          </table>
        </div>
      )
    default: {
      const Tag = TAGS[mark.is]
      return (
        <Tag>
          <Drawn marks={mark.inside} open={open} />
        </Tag>
      )
    }
  }
}

const TAGS = {
  em: 'em',
  strong: 'strong',
  del: 'del',
  quote: 'blockquote',
  paragraph: 'p',
  item: 'li',
  span: 'span',
} as const

/** One below the name of the file, which is a heading of the second rank. */
function Heading({
  mark,
  open,
}: {
  mark: Extract<Mark, { is: 'heading' }>
  open: Open
}): ReactNode {
  const Tag = (['h3', 'h4', 'h5', 'h6', 'h6', 'h6'] as const)[mark.depth - 1] ?? 'h6'
  return (
    <Tag data-id={mark.id} data-depth={mark.depth}>
      <Drawn marks={mark.inside} open={open} />
    </Tag>
  )
}

/** A web address or a place in the text; anything else is words that lead nowhere. */
function Link({ href, open, inside }: { href: string; open: Open; inside: ReactNode }): ReactNode {
  if (!/^(?:https?:\/\/|#)/i.test(href)) return <span title={href}>{inside}</span>
  return (
    <a
      href={href}
      title={href}
      rel="noreferrer"
      onClick={(event) => {
        event.preventDefault()
        open(href)
      }}
      // Nor with the middle button, nor by dragging it elsewhere.
      onAuxClick={(event) => event.preventDefault()}
      draggable={false}
    >
      {inside}
    </a>
  )
}

function Row({
  cells,
  as: Tag,
  open,
}: {
  cells: readonly Cell[]
  as: 'th' | 'td'
  open: Open
}): ReactNode {
  return (
    <tr>
      {cells.map(({ align, inside }, at) => (
        <Tag key={at} style={align === null ? {} : { textAlign: align }}>
          <Drawn marks={inside} open={open} />
        </Tag>
      ))}
    </tr>
  )
}
