import type { BringAnswer, BringConflict, BringFacts } from '@space/sdk'
import { freeNames } from '@space/sdk/names'
import {
  ago,
  Button,
  Checkbox,
  Dialog,
  DialogBody,
  DialogFoot,
  DialogHead,
  familyOf,
  FileIcon,
  i18n,
  shownName,
  size,
} from '@space/ui'
import { useId, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import type { Pending } from './bring-store.ts'
import { answered, answersOf, ask, nextQuestion, type Question } from './questions.ts'
import styles from './conflict-dialog.module.css'

/** How what comes is spoken of. */
export interface Words {
  readonly coming: () => string
  /** A verb: none of it comes. */
  readonly stop: () => string
}

const BRINGING: Words = {
  coming: () => i18n.t('What you add now'),
  stop: () => i18n.t('Add nothing'),
}

/** What to do with each thing whose name is taken already. Nothing is changed before the last answer. */
export function ConflictDialog({
  pending,
  words = BRINGING,
  now,
  onAnswer,
}: {
  pending: Pick<Pending, 'into' | 'conflicts'>
  words?: Words
  /** ms since 1970. */
  now: number
  /** Null when nothing of it is to be brought. */
  onAnswer: (answers: readonly BringAnswer[] | null) => void
}): ReactNode {
  const [asked, setAsked] = useState(() => ask(pending.conflicts))
  const question = nextQuestion(asked)
  if (question === null) return undefined
  const answer = (chosen: BringAnswer, forAll: boolean): void => {
    const next = answered(asked, question, chosen, forAll)
    if (nextQuestion(next) === null) onAnswer(answersOf(next))
    else setAsked(next)
  }
  return (
    <AskOne
      key={question.at[0]}
      question={question}
      into={pending.into}
      words={words}
      nth={asked.answers.filter((one) => one !== null).length + 1}
      total={asked.answers.length}
      now={now}
      onAnswer={answer}
      onStop={() => onAnswer(null)}
    />
  )
}

function AskOne({
  question,
  into,
  words,
  nth,
  total,
  now,
  onAnswer,
  onStop,
}: {
  question: Question
  into: string
  words: Words
  nth: number
  total: number
  now: number
  onAnswer: (answer: BringAnswer, forAll: boolean) => void
  onStop: () => void
}): ReactNode {
  const { conflict, at, alike, answers } = question
  const title = useId()
  const said = useId()
  const form = useId()
  const marked = useRef<HTMLInputElement>(null)
  const [chosen, setChosen] = useState(question.first)
  const [forAll, setForAll] = useState(false)
  const options = optionsOf(question, { into, words, now }).filter(({ answer }) =>
    answers.includes(answer),
  )
  const verb = options.find(({ answer }) => answer === chosen)?.title ?? ''
  return (
    <Dialog labelledBy={title} describedBy={said} width={560} focus={marked} onDismiss={onStop}>
      <DialogHead>
        <div className={styles.head}>
          <h2 id={title}>{titleOf(question)}</h2>
          <p id={said}>{wordsOf(question, nth, total)}</p>
        </div>
      </DialogHead>
      <DialogBody>
        <form
          id={form}
          onSubmit={(event) => {
            event.preventDefault()
            onAnswer(chosen, forAll)
          }}
        >
          <fieldset className={styles.options}>
            <legend className={styles.legend}>{i18n.t('Which one to keep')}</legend>
            {options.map((option) => (
              <label key={option.answer} className={option.isWide ? styles.wide : styles.option}>
                {!option.isWide && <FileIcon kind={drawnAs(conflict, option.facts)} size={24} />}
                <span className={styles.words}>
                  <b>{option.title}</b>
                  {option.lines.map((line) => (
                    <span key={line}>{line}</span>
                  ))}
                </span>
                <input
                  ref={option.answer === question.first ? marked : undefined}
                  type="radio"
                  name="answer"
                  value={option.answer}
                  checked={option.answer === chosen}
                  onChange={() => setChosen(option.answer)}
                />
              </label>
            ))}
          </fieldset>
          {alike > 0 && at.length === 1 && (
            <div className={styles.all}>
              <Checkbox checked={forAll} onChange={setForAll}>
                {i18n.t('Do the same for the other {count, plural, other {#}}', { count: alike })}
              </Checkbox>
            </div>
          )}
          {answers.includes('replace') && conflict.existing.kind === 'file' && (
            <p className={styles.note}>
              {i18n.t('If you use the new one, the old one stays in its version history.')}
            </p>
          )}
        </form>
      </DialogBody>
      <DialogFoot>
        <Button kind="ghost" onClick={onStop}>
          {words.stop()}
        </Button>
        <Button kind="primary" type="submit" form={form}>
          {verb}
        </Button>
      </DialogFoot>
    </Dialog>
  )
}

interface Option {
  readonly answer: BringAnswer
  /** What the button says too: a verb. */
  readonly title: string
  readonly lines: readonly string[]
  readonly facts: BringFacts
  readonly isWide: boolean
}

function optionsOf(
  { conflict, at }: Question,
  { into, words, now }: { into: string; words: Words; now: number },
): readonly Option[] {
  const { coming, existing, path } = conflict
  const isMany = at.length > 1
  const where = i18n.t('In {folder}', { folder: shownName(path.at(-2) ?? into) })
  const keep: Option = {
    answer: 'skip',
    title: keepTitle(conflict, isMany),
    lines: isMany
      ? [i18n.t('Only what is missing is added')]
      : [factsOf(existing, null, now), where],
    facts: existing,
    isWide: isMany || coming.kind !== 'file' || existing.kind !== 'file',
  }
  const use: Option = {
    answer: 'replace',
    title: isMany ? i18n.t('Use the new ones') : i18n.t('Use the new one'),
    lines: isMany
      ? [i18n.t('Each becomes a new version')]
      : [factsOf(coming, existing, now), words.coming()],
    facts: coming,
    isWide: keep.isWide,
  }
  const both: Option = {
    answer: 'keep-both',
    title: i18n.t('Keep both'),
    lines: [
      isMany
        ? i18n.t('The new ones get a number behind their name')
        : i18n.t('The new one gets a number, such as “{name}”', { name: numbered(conflict) }),
    ],
    facts: coming,
    isWide: true,
  }
  const merge: Option = {
    answer: 'merge',
    title: i18n.t('Put them together'),
    lines: [i18n.t('What comes goes into the folder that is here. Nothing in it is lost.')],
    facts: coming,
    isWide: true,
  }
  return [merge, keep, use, both]
}

function keepTitle({ coming }: BringConflict, isMany: boolean): string {
  if (isMany) return i18n.t('Leave them as they are')
  return coming.kind === 'file' ? i18n.t('Keep this one') : i18n.t('Leave it out')
}

function titleOf({ conflict, at }: Question): string {
  if (at.length > 1) {
    return i18n.t('{count, plural, other {# files}} are already here', { count: at.length })
  }
  const name = shownName(conflict.path.at(-1) ?? '')
  return i18n.t('“{name}” is already here', { name })
}

function wordsOf({ at }: Question, nth: number, total: number): string {
  const nothing = i18n.t('Nothing has changed yet.')
  if (at.length > 1) {
    return i18n.t('They have the same size and date, so most likely they are the same. {nothing}', {
      nothing,
    })
  }
  if (total === 1) return nothing
  return i18n.t('{nth} of {total} with the same name. {nothing}', { nth, total, nothing })
}

/** `51 KB · newer, Today, 09:30`. */
function factsOf(facts: BringFacts, than: BringFacts | null, now: number): string {
  const parts = facts.kind === 'file' ? [size(facts.size)] : [i18n.t('Folder')]
  if (facts.lastModified === 0) return parts.join(' · ')
  const when = ago(facts.lastModified, now)
  if (than === null || than.lastModified === 0 || than.lastModified === facts.lastModified) {
    parts.push(when)
  } else if (facts.lastModified > than.lastModified) {
    parts.push(i18n.t('newer: {when}', { when }))
  } else {
    parts.push(i18n.t('older: {when}', { when }))
  }
  return parts.join(' · ')
}

function drawnAs({ path }: BringConflict, { kind }: BringFacts): ReturnType<typeof familyOf> {
  return familyOf({ kind, name: path.at(-1) ?? '' })
}

function numbered({ path, coming }: BringConflict): string {
  return shownName(freeNames(path.at(-1) ?? '', coming.kind !== 'file').next().value)
}
