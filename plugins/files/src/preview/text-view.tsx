import { isSpaceError } from '@space/sdk'
import { Button, figures, i18n, IconButton, type Problem, problemOf, Skeleton } from '@space/ui'
import {
  ChevronFirst,
  ChevronLast,
  ChevronLeft,
  ChevronRight,
  Pencil,
  WrapText,
} from 'lucide-react'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { aside } from './aside.ts'
import { Bar } from './bar.tsx'
import { Failed } from './card.tsx'
import type { Painted } from './colours.ts'
import { Editor } from './editor.tsx'
import { encodingOf, type Encoding } from './encoding.ts'
import { endingOf, isProse } from './prose.ts'
import type { ViewProps } from './view-props.ts'
import { linesOf, partsOf, readText, type TextPart } from './text-parts.ts'
import { TextLines } from './text-lines.tsx'

/** Longer texts are shown without colours and cannot be written here. */
const MOST_COLOURED = 512 * 1024
const MOST_WRITTEN_BYTES = 2 ** 20

/** Text and programs of any size: a mebibyte at once, with numbered lines and what encoding it has. */
export function TextView({ looking, source, store }: ViewProps): ReactNode {
  const { item, head, tools, tell } = looking
  const encoding = encodingOf(head.bytes, head.bytes.length === head.total) ?? ANY
  const [part, setPart] = useState(0)
  const [isWrapped, setWrapped] = useState(isProse(item.name))
  /** What is written over, while it is: whatever becomes of the file, the field stays. */
  const [writing, setWriting] = useState<string>()
  const { read, retry } = useText({ looking, encoding, part })
  /** Number of the first line of each part, as far as it is known. */
  const firsts = useRef(new Map([[0, 1]]))
  const lines = read.status === 'read' ? linesOf(read.text) : undefined
  const colours = useColours(read.status === 'read' ? read.text : '', endingOf(item.name))
  const parts = partsOf(head.total)
  const first = firsts.current.get(part)
  if (lines !== undefined && first !== undefined && parts > 1) {
    firsts.current.set(part + 1, first + lines.length - 1)
  }
  useEffect(() => {
    const amount =
      lines === undefined || parts > 1
        ? []
        : [i18n.t('{count, plural, one {# line} other {# lines}}', { count: lines.length })]
    tell([encoding.name, ...amount])
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [lines?.length, encoding.name, looking.url])

  const mayWrite =
    item.past === undefined &&
    tools.canChange(item) &&
    encoding.label === 'utf-8' &&
    head.total <= MOST_WRITTEN_BYTES
  if (writing !== undefined) {
    return (
      <Editor
        looking={looking}
        text={writing}
        hasMark={encoding.markBytes > 0}
        store={store}
        done={() => setWriting(undefined)}
      />
    )
  }
  if (read.status === 'failed') return <Failed problem={read.problem} retry={retry} />
  return (
    <>
      {lines === undefined ? (
        <Skeleton label={i18n.t('Opening')} rows={6} />
      ) : (
        <TextLines
          lines={lines}
          first={first}
          isWrapped={isWrapped}
          {...(colours === undefined ? {} : { colours })}
        />
      )}
      <Bar>
        {parts > 1 && <Parts part={part} parts={parts} go={setPart} />}
        {mayWrite && (
          <Button
            kind="ghost"
            size="small"
            icon={Pencil}
            onClick={() => read.status === 'read' && setWriting(read.text)}
          >
            {i18n.t('Edit')}
          </Button>
        )}
        <IconButton
          icon={WrapText}
          label={i18n.t('Wrap long lines')}
          aria-pressed={isWrapped}
          onClick={() => setWrapped(!isWrapped)}
        />
        {source}
      </Bar>
    </>
  )
}

/** What was named text but is none is shown byte by byte, as well as can be. */
const ANY: Encoding = { label: 'windows-1252', name: 'Windows-1252', markBytes: 0 }

function Parts({
  part,
  parts,
  go,
}: {
  part: number
  parts: number
  go: (part: number) => void
}): ReactNode {
  const isFirst = part === 0
  const isLast = part === parts - 1
  return (
    <>
      <IconButton
        icon={ChevronFirst}
        label={i18n.t('Beginning')}
        disabled={isFirst}
        onClick={() => go(0)}
      />
      <IconButton
        icon={ChevronLeft}
        label={i18n.t('Part before')}
        disabled={isFirst}
        onClick={() => go(part - 1)}
      />
      <span>
        {i18n.t('Part {part} of {parts}', { part: figures(part + 1), parts: figures(parts) })}
      </span>
      <IconButton
        icon={ChevronRight}
        label={i18n.t('Next part')}
        disabled={isLast}
        onClick={() => go(part + 1)}
      />
      <IconButton
        icon={ChevronLast}
        label={i18n.t('End')}
        disabled={isLast}
        onClick={() => go(parts - 1)}
      />
    </>
  )
}

type Reading =
  | { readonly status: 'reading' }
  | { readonly status: 'failed'; readonly problem: Problem }
  | ({ readonly status: 'read' } & TextPart)

function useText({
  looking: { url, head, tools },
  encoding,
  part,
}: {
  looking: ViewProps['looking']
  encoding: Encoding
  part: number
}): { read: Reading; retry: () => void } {
  const [read, setRead] = useState<Reading>({ status: 'reading' })
  const [tries, setTries] = useState(0)
  useEffect(() => {
    const stop = new AbortController()
    const { signal } = stop
    readText(tools.request, url, encoding, { part, totalBytes: head.total, signal }).then(
      (text) => signal.aborted || setRead({ status: 'read', ...text }),
      (error: unknown) => {
        if (signal.aborted || isSpaceError(error, 'aborted')) return
        setRead({ status: 'failed', problem: problemOf(error) })
      },
    )
    return () => stop.abort()
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [url, part, encoding.label, tries])
  return { read, retry: () => setTries(tries + 1) }
}

/** Colours come when they are there; without them it is the same text. */
function useColours(text: string, ending: string): readonly Painted[] | undefined {
  const [found, setFound] = useState<{ text: string; lines: readonly Painted[] }>()
  useEffect(() => {
    if (text === '' || text.length > MOST_COLOURED || typeof Worker === 'undefined')
      return undefined
    const stop = new AbortController()
    const open = (): Worker =>
      new Worker(new URL('./colours-worker.ts', import.meta.url), { type: 'module' })
    const question = { text: text.replaceAll(/\r\n?/g, '\n'), ending }
    aside<readonly Painted[] | undefined>(open, question, stop.signal).then(
      (lines) => lines !== undefined && setFound({ text, lines }),
      () => undefined,
    )
    return () => stop.abort()
  }, [text, ending])
  return found?.text === text ? found.lines : undefined
}
