import { isSpaceError, type SpaceFile } from '@space/sdk'
import { problemOf, type Problem } from '@space/ui'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Drafts } from './drafts.ts'
import { forField, fromField } from './written.ts'

/** A text being written over a version of a file: for as long as it is open; drafts outlive it. */
export interface EditorState {
  /** As in the field: lines end with `\n`. */
  readonly text: string
  readonly isChanged: boolean
  readonly status: 'writing' | 'saving' | 'conflict' | 'failed'
  readonly problem: Problem | undefined
  /** When it was saved last, ms since 1970. */
  readonly savedAt: number | undefined
  /** When what stands in the field was written, when it came out of a draft. */
  readonly draftOf: number | undefined

  /** Looks for what was typed before and not saved. */
  begin(): Promise<void>
  type(text: string): void
  /** Keeps what is typed as a draft, now. */
  keep(): Promise<void>
  /**
   * A new version of the file. False, with {@link EditorState.status} saying why, when it was changed
   * by someone else meanwhile (unless `over`), or could not be written.
   */
  save(options?: { over?: boolean }): Promise<boolean>
  /** Forgets what was typed. */
  drop(): Promise<void>
}

export interface Editing {
  readonly file: SpaceFile
  /** Of the entry. */
  readonly id: string
  readonly version: string | null
  readonly text: string
  /** The mark of UTF-8 stands before the text. */
  readonly hasMark: boolean
  readonly drafts: Drafts
  readonly now: () => number
}

export function createEditorStore(editing: Editing): StoreApi<EditorState> {
  const { file, id, drafts, hasMark, now } = editing
  /** What the file holds, as far as known here, and in which version. */
  let base = { text: editing.text, version: editing.version }

  return createStore<EditorState>()((set, get) => ({
    text: forField(editing.text),
    isChanged: false,
    status: 'writing',
    problem: undefined,
    savedAt: undefined,
    draftOf: undefined,
    async begin() {
      const draft = await drafts.find(id)
      if (draft === undefined || get().isChanged || draft.text === get().text) return
      // Written over another version: saving it must ask before it covers what came since.
      base = { ...base, version: draft.version }
      set({ text: draft.text, isChanged: true, draftOf: draft.at })
    },
    type(text) {
      set({ text, isChanged: text !== forField(base.text), problem: undefined })
    },
    async keep() {
      const { text, isChanged } = get()
      try {
        if (isChanged) await drafts.keep(id, { text, version: base.version, at: now() })
        else await drafts.drop(id)
      } catch (error) {
        set({ problem: problemOf(error) })
      }
    },
    async save({ over = false } = {}) {
      const { text, isChanged } = get()
      if (!isChanged && !over) return true
      const written = fromField(text, base.text)
      set({ status: 'saving', problem: undefined })
      try {
        const ifVersion = over ? (await file.stat()).version : base.version
        const writable = await file.createWritable(ifVersion === null ? {} : { ifVersion })
        await writable.write((hasMark ? '\uFEFF' : '') + written)
        await writable.close()
        base = { text: written, version: await versionOf(file, written, hasMark) }
        await drafts.drop(id).catch(() => undefined)
      } catch (error) {
        const isConflict = isSpaceError(error, 'conflict')
        set({ status: isConflict ? 'conflict' : 'failed', problem: problemOf(error) })
        await get().keep()
        return false
      }
      // What was typed while it was saved is not saved yet.
      const isStill = get().text !== text
      set({ status: 'writing', isChanged: isStill, savedAt: now(), draftOf: undefined })
      return true
    },
    async drop() {
      await drafts.drop(id)
      set({
        text: forField(base.text),
        isChanged: false,
        status: 'writing',
        draftOf: undefined,
        problem: undefined,
      })
    },
  }))
}

/** The version that holds just these words. Another one, by someone else, is none of ours to cover. */
async function versionOf(
  file: SpaceFile,
  written: string,
  hasMark: boolean,
): Promise<string | null> {
  for (const { id } of (await file.versions()).slice(0, 5)) {
    const bytes = await (await file.getFile({ version: id })).arrayBuffer()
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
    if (text === (hasMark ? '\uFEFF' : '') + written) return id
  }
  return (await file.stat()).version
}
