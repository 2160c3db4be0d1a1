import { i18n } from '@space/ui'
import { memo, useEffect, useRef, useState, type CSSProperties, type ReactNode } from 'react'
import type { Painted } from './colours.ts'
import styles from './text-lines.module.css'
import { useReach } from './use-reach.ts'

/** Lines that are drawn as one; those far from the window cost nothing but their characters. */
const BLOCK_LINES = 100
/** Longer lines are cut for drawing, so that no line is dearer than many. */
const PIECE_CHARS = 4000

/** All lines stand in the page, so that the browser can select and copy what is not seen, too. */
export function TextLines({
  lines,
  first,
  isWrapped,
  colours,
}: {
  lines: readonly string[]
  /** Number of the first line; undefined when nobody knows. */
  first: number | undefined
  isWrapped: boolean
  colours?: readonly Painted[]
}): ReactNode {
  const blocks = Array.from({ length: Math.ceil(lines.length / BLOCK_LINES) }, (_, at) => at)
  const region = useRef<HTMLDivElement>(null)
  useReach(region)
  const digits = first === undefined ? 0 : String(first + lines.length).length
  return (
    <div
      ref={region}
      data-flat
      className={isWrapped ? `${styles.text} ${styles.wrapped}` : styles.text}
      style={{ '--digits': `${digits}ch` } as CSSProperties}
      // What scrolls can be reached by keyboard.
      tabIndex={0}
      role="region"
      aria-label={i18n.t('Text')}
    >
      {blocks.map((at) => {
        const from = at * BLOCK_LINES
        const shown = lines.slice(from, from + BLOCK_LINES)
        const painted = colours?.slice(from, from + BLOCK_LINES)
        return (
          <Block
            key={at}
            lines={shown.join('\n')}
            {...(painted === undefined ? {} : { painted })}
            {...(first === undefined ? {} : { first: first + from })}
          />
        )
      })}
    </div>
  )
}

const Block = memo(
  function Block({
    lines,
    first,
    painted,
  }: {
    lines: string
    first?: number
    painted?: readonly Painted[]
  }): ReactNode {
    const block = useRef<HTMLDivElement>(null)
    const [isNear, setNear] = useState(false)
    useEffect(() => {
      const shown = block.current
      if (shown === null || painted === undefined || typeof IntersectionObserver === 'undefined')
        return undefined
      const observer = new IntersectionObserver(
        ([entry]) => entry?.isIntersecting === true && setNear(true),
        { rootMargin: '600px' },
      )
      observer.observe(shown)
      return () => observer.disconnect()
    }, [painted])
    const all = lines.split('\n')
    return (
      <div ref={block} className={styles.block} style={{ '--lines': all.length } as CSSProperties}>
        {all.map((line, at) => (
          <div
            key={at}
            className={styles.line}
            data-number={first === undefined ? undefined : first + at}
          >
            {isNear && painted !== undefined ? (
              <Coloured line={painted[at] ?? []} />
            ) : (
              <Pieces line={line} />
            )}
            {'\n'}
          </div>
        ))}
      </div>
    )
  },
  (before, after) =>
    before.lines === after.lines &&
    before.first === after.first &&
    (before.painted === undefined) === (after.painted === undefined),
)

function Coloured({ line }: { line: Painted }): ReactNode {
  return line.map(([role, text], at) =>
    role === '' ? (
      text
    ) : (
      <span key={at} className={styles[role]}>
        {text}
      </span>
    ),
  )
}

function Pieces({ line }: { line: string }): ReactNode {
  if (line.length <= PIECE_CHARS) return line
  return Array.from({ length: Math.ceil(line.length / PIECE_CHARS) }, (_, at) => (
    <span key={at} className={styles.piece}>
      {line.slice(at * PIECE_CHARS, (at + 1) * PIECE_CHARS)}
    </span>
  ))
}
