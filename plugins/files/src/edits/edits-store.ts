import type { Conflict, ConflictAnswers, Done, Selection, Space, SpaceDirectory } from '@space/sdk'
import { i18n, sentenceOf, shownName } from '@space/ui'
import { createStore, type StoreApi } from 'zustand/vanilla'

/** What was cut or copied, until it is put somewhere. */
export interface Clipboard {
  readonly kind: 'cut' | 'copy'
  readonly choice: Selection
  readonly count: number
  /** Where it comes from. */
  readonly from: SpaceDirectory | undefined
  /** Ids of cut rows that are shown fainter; empty when there are too many. */
  readonly ids: ReadonlySet<string>
}

/** One change that can be taken back, or made again. */
interface Step {
  readonly token: string
  readonly words: string
}

export interface EditsState {
  readonly clipboard: Clipboard | undefined
  readonly undos: readonly Step[]
  readonly redos: readonly Step[]
  /** Changes that run now. */
  readonly running: number
  setClipboard(clipboard: Clipboard | undefined): void
  /**
   * Changes something, asks what to do where names are taken, says what happened with an Undo beside
   * it, and remembers it for Ctrl+Z. Undefined when the person did not want to, or it failed: that is
   * told.
   */
  change(
    work: (answers?: ConflictAnswers) => Promise<Done>,
    words: (done: Done) => string,
    /** Name of the folder that it goes into, where it goes into one. */
    into?: string,
  ): Promise<Done | undefined>
  /** Says what was changed elsewhere, such as files brought in, with an Undo beside it, and remembers it. */
  remember(token: string, words: string): void
  undo(): Promise<void>
  redo(): Promise<void>
}

/** Where the person answers to names that are taken. Null: nothing is to be done. */
export type AskConflicts = (
  conflicts: readonly Conflict[],
  /** Name of the folder that has them. */
  into: string,
) => Promise<ConflictAnswers | null>

/** As many as the daemon remembers. */
const MOST_STEPS = 100

/** What the person changed, and the way back. Scope: session. */
export function createEditsStore(
  space: Pick<Space, 'edits' | 'ui'>,
  askConflicts: AskConflicts,
): StoreApi<EditsState> {
  // The change that runs: whoever undoes at once means that one.
  let last: Promise<unknown> = Promise.resolve()

  return createStore<EditsState>()((set, get) => {
    const tell = (words: string, undo?: () => Promise<void>): void => {
      space.ui.toast(words, undo === undefined ? {} : { undo }).catch(() => undefined)
    }
    const during = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
      set({ running: get().running + 1 })
      try {
        return await work()
      } catch (error) {
        tell(sentenceOf(error))
        return undefined
      } finally {
        set({ running: get().running - 1 })
      }
    }
    const goBack = async (step: Step, from: 'undos' | 'redos'): Promise<void> => {
      set({ [from]: get()[from].filter(({ token }) => token !== step.token) })
      const done = await during(() => space.edits.undo(step.token))
      if (done === undefined) return
      const to = from === 'undos' ? 'redos' : 'undos'
      if (done.undo !== null) {
        const back = { token: done.undo, words: step.words }
        set({ [to]: [...get()[to], back].slice(-MOST_STEPS) })
      }
      const words =
        from === 'undos'
          ? i18n.t('Undone: {what}', { what: step.words })
          : i18n.t('Done again: {what}', { what: step.words })
      tell(keptWords(words, done))
    }
    const remember = (token: string, words: string, said = words): void => {
      set({ undos: [...get().undos, { token, words }].slice(-MOST_STEPS), redos: [] })
      tell(said, async () => {
        const step = get().undos.find((one) => one.token === token)
        if (step !== undefined) await goBack(step, 'undos')
      })
    }

    const doChange: EditsState['change'] = async (work, words, into = '') => {
      let given: ConflictAnswers | undefined
      let done = await during(work)
      // Another one may have come in between, so it is asked until nothing is left to ask.
      while (done !== undefined && done.conflicts.length > 0) {
        const answers = await askConflicts(done.conflicts, into)
        if (answers === null) return undefined
        const all: ConflictAnswers = { ...answers, each: { ...given?.each, ...answers.each } }
        given = all
        done = await during(() => work(all))
      }
      if (done === undefined) return undefined
      const said = keptWords(words(done), done)
      const { undo: token } = done
      if (token === null) {
        if (done.kept.length > 0) tell(said)
        return done
      }
      remember(token, words(done), said)
      return done
    }

    return {
      clipboard: undefined,
      undos: [],
      redos: [],
      running: 0,
      setClipboard: (clipboard) => set({ clipboard }),
      change(work, words, into = '') {
        const done = doChange(work, words, into)
        last = done
        return done
      },
      remember: (token, words) => remember(token, words),
      async undo() {
        await last
        const step = get().undos.at(-1)
        if (step !== undefined) await goBack(step, 'undos')
      },
      async redo() {
        const step = get().redos.at(-1)
        if (step !== undefined) await goBack(step, 'redos')
      },
    }
  })
}

/** Says what stayed as it was, and why. */
function keptWords(words: string, { kept }: Done): string {
  const [first] = kept
  if (first === undefined) return words
  const rest = kept.length - 1
  const why = `“${shownName(first.name)}”: ${first.why}`
  return rest === 0
    ? i18n.t('{words}. {why}', { words, why })
    : i18n.t('{words}. {why}, and {rest, plural, one {# more} other {# more}}', {
        words,
        why,
        rest,
      })
}
