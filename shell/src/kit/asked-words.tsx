import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'
import { Button, i18n } from '@space/ui'
import { type KitState, WORDS } from './kit-store.ts'
import { missingIn, PhraseFields } from './phrase-fields.tsx'
import styles from './asked-words.module.css'

const ALL = Array.from({ length: WORDS }, (_, at) => at + 1)

/** Typed words, and whether they may be handed over. */
export function useAsked(store: StoreApi<KitState>, onRight: () => void) {
  const places = useStore(store, (state) => state.places) ?? ALL
  const confirm = useStore(store, (state) => state.confirm)
  const ask = useStore(store, (state) => state.ask)
  const [words, setWords] = useState<readonly string[]>([])
  const [missing, setMissing] = useState<string>()
  const typed = places.map((_, at) => words[at] ?? '')
  return {
    places,
    typed,
    missing,
    change(next: readonly string[]) {
      setMissing(undefined)
      setWords(next)
    },
    async submit() {
      const lacking = missingIn(typed)
      if (lacking !== undefined) {
        setMissing(places.length === WORDS ? lacking : i18n.t('Type each of the three words'))
        return
      }
      if (await confirm(typed)) return onRight()
      const { problem, wrongPlace } = store.getState()
      // Three words are good for one try: others are asked for, and the reason stays to be read.
      if (places.length < WORDS) {
        setWords([])
        await ask()
        const others = i18n.t('Here are three others')
        store.setState({
          problem: problem && { ...problem, try: others },
          wrongPlace: undefined,
        })
        return
      }
      store.setState({ wrongPlace })
    },
    async askAll() {
      setWords([])
      setMissing(undefined)
      await ask(true)
    },
  }
}

/** Proof that the person has the words: three by chance, or all where they are no longer kept. */
export function AskedWords({
  store,
  asked,
  mayAskAll,
}: {
  store: StoreApi<KitState>
  asked: ReturnType<typeof useAsked>
  /** Fewer are asked for only while they are kept here. */
  mayAskAll: boolean
}): ReactNode {
  const { list, problem, wrongPlace, loadList, check } = useStore(store)
  useEffect(() => void loadList(), [loadList])
  return (
    <>
      <PhraseFields
        key={asked.places.join(' ')}
        places={asked.places}
        words={asked.typed}
        list={list}
        problem={asked.missing === undefined ? problem : { what: asked.missing }}
        wrongPlace={wrongPlace}
        onChange={asked.change}
        onLast={() => void asked.submit()}
        {...(asked.places.length === WORDS
          ? { onCheck: () => void check(asked.typed.filter((word) => word !== '')) }
          : {})}
      />
      {mayAskAll && asked.places.length < WORDS && (
        <p className={styles.all}>
          <Button kind="link" onClick={() => void asked.askAll()}>
            {i18n.t('Type all 24 words instead')}
          </Button>
        </p>
      )}
    </>
  )
}
