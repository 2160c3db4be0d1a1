import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import { Button, i18n } from '@space/ui'
import { type KitState, WORDS } from '../kit/kit-store.ts'
import { missingIn, PhraseFields, unknownIn } from '../kit/phrase-fields.tsx'
import { Step } from './step.tsx'

const ALL = Array.from({ length: WORDS }, (_, at) => at + 1)
const NONE: readonly string[] = ALL.map(() => '')

/** The way back to a space of before. What is typed is nowhere but on this page. */
export function Recover({
  store,
  onBack,
}: {
  store: StoreApi<KitState>
  onBack: () => void
}): ReactNode {
  const { list, isBusy, problem, wrongPlace, loadList, check, recover, forget } = useStore(store)
  const [words, setWords] = useState(NONE)
  const [missing, setMissing] = useState<string>()
  useEffect(() => {
    void loadList()
    return forget
  }, [loadList, forget])
  const bringBack = (): void => {
    const lacking = unknownIn(words, list) ?? missingIn(words)
    setMissing(lacking)
    if (lacking === undefined) void recover(words)
  }
  return (
    <Step
      at={1}
      wide
      isTyping
      title={i18n.t('Type your 24 words')}
      lead={i18n.t(
        'In the order of their numbers, as they stand on your page. You can paste all of them into the first field. They are looked at on this computer only. They bring back who you are; your files come back only from a copy of your space.',
      )}
      onBack={isBusy ? undefined : onBack}
      actions={
        <Button kind="primary" disabled={isBusy} onClick={bringBack}>
          {isBusy ? i18n.t('Bringing your space back…') : i18n.t('Bring my space back')}
        </Button>
      }
    >
      <PhraseFields
        places={ALL}
        words={words}
        list={list}
        problem={missing === undefined ? problem : { what: missing }}
        wrongPlace={wrongPlace}
        onChange={(next) => {
          setMissing(undefined)
          setWords(next)
        }}
        onCheck={() => void check(words.filter((word) => word !== ''))}
        onLast={bringBack}
      />
    </Step>
  )
}
