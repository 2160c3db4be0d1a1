import type { BringAnswer, BringConflict, BringFacts, Conflict, ConflictAnswer } from '@space/sdk'
import { i18n } from '@space/ui'
import type { StoreApi } from 'zustand/vanilla'
import { ConflictDialog, type Words } from '../bring/conflict-dialog.tsx'
import type { PanelsState } from '../panels-store.ts'
import type { AskConflicts } from './edits-store.ts'

/** Asks the person what to do with each name that is taken. */
export function askConflicts(panels: StoreApi<PanelsState>, now: () => number): AskConflicts {
  return async (conflicts, into) => {
    const asked = conflicts.map(asBringing)
    const answers = await panels
      .getState()
      .ask<readonly BringAnswer[] | null>((answer) => (
        <ConflictDialog
          pending={{ into, conflicts: asked }}
          words={CHANGING}
          now={now()}
          onAnswer={answer}
        />
      ))
    if (answers === undefined || answers === null) return null
    const each = conflicts.map(
      ({ entry }, index) => [entry.entry, answers[index] ?? 'skip'] as [string, ConflictAnswer],
    )
    return { each: Object.fromEntries(each) }
  }
}

const CHANGING: Words = {
  coming: () => i18n.t('What comes now'),
  stop: () => i18n.t('Change nothing'),
}

/** The same question as of files that are brought in. */
function asBringing({ entry, existing }: Conflict): BringConflict {
  const coming = factsOf(entry)
  const there = factsOf(existing)
  const areFolders = coming.kind === 'directory' && there.kind === 'directory'
  return {
    // The name that is taken: what is renamed comes with another one.
    path: [existing.name],
    coming,
    existing: there,
    isSame: false,
    answers: areFolders ? ['merge', 'keep-both', 'skip'] : ['keep-both', 'replace', 'skip'],
  }
}

function factsOf({ kind, size, mtime }: Conflict['entry']): BringFacts {
  return { kind: kind === 'folder' ? 'directory' : 'file', size, lastModified: mtime }
}
