import { cloneElement } from 'react'
import type { ReactElement, ReactNode } from 'react'
import { i18n } from './i18n.ts'

type Part = ReactElement<{ children?: ReactNode }>

/** Stand in for values while tags are read, so that no value is ever read as one. */
const MARK = /\uE000(\d+)\uE001/g
const TAG = /<(\d+)>(.*?)<\/\1>|<(\d+)\/>/gs

/**
 * A message with parts that are more than text: `<Rich message="<0>{app}</0> asks" values={{ app }}
 * parts={[<b key="app" />]} />`. Values are shown as they are, whatever is in them; `<1/>` is a part
 * without words in it.
 */
export function Rich({
  message,
  values = {},
  parts,
}: {
  message: string
  values?: Readonly<Record<string, string | number>>
  parts: readonly Part[]
}): ReactNode {
  const texts: string[] = []
  const marked = Object.entries(values).map(([name, value]) => {
    // Amounts decide about plurals.
    if (typeof value === 'number') return [name, value] as const
    texts.push(value)
    return [name, `\uE000${texts.length - 1}\uE001`] as const
  })
  const said = i18n.t(message, Object.fromEntries(marked))
  return <>{piecesOf(said, texts, parts)}</>
}

function piecesOf(said: string, texts: readonly string[], parts: readonly Part[]): ReactNode[] {
  const shown = (text: string): string =>
    text.replaceAll(MARK, (_mark, at: string) => texts[Number(at)] ?? '')
  const pieces: ReactNode[] = []
  let at = 0
  for (const match of said.matchAll(TAG)) {
    const [whole, around, words = '', alone] = match
    const part = parts[Number(around ?? alone)]
    pieces.push(shown(said.slice(at, match.index)))
    at = match.index + whole.length
    if (part === undefined) pieces.push(shown(words))
    else if (alone !== undefined) pieces.push(cloneElement(part, { key: match.index }))
    else pieces.push(cloneElement(part, { key: match.index }, ...piecesOf(words, texts, parts)))
  }
  return [...pieces, shown(said.slice(at))]
}
