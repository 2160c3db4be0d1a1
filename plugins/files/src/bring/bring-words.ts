import { figures, i18n, shownName, size } from '@space/ui'
import { type Brought, type Carried, isGoing, leftMs } from './bring-store.ts'
import type { Unreadable } from './walk.ts'

/** What the card says of all of it. */
export function headWords(carried: readonly Carried[]): string {
  const going = carried.filter(isGoing)
  if (going.length > 0) {
    const files = going.reduce((sum, { totalFiles }) => sum + totalFiles, 0)
    return i18n.t('Adding {count, plural, one {# file} other {# files}}', { count: files })
  }
  if (carried.some(({ phase }) => phase === 'paused')) return i18n.t('Paused')
  if (carried.some(({ phase }) => phase === 'stopped' || phase === 'interrupted')) {
    return i18n.t('Stopped')
  }
  const failed = carried.reduce((sum, { failedFiles }) => sum + failedFiles, 0)
  if (failed > 0) return failedWords(failed)
  const done = carried.reduce((sum, one) => sum + one.doneFiles, 0)
  return i18n.t('Added {count, plural, one {# file} other {# files}}', { count: done })
}

/** `38 s left`; empty while nobody can tell. */
export function leftWords(carried: readonly Carried[]): string {
  const left = leftMs(carried)
  if (left === null) return ''
  return i18n.t('{time} left', { time: timeWords(left) })
}

/** Where one of them stands, and what of it is safe. */
export function lineWords(line: Carried): string {
  const { phase, problem, isCounted } = line
  switch (phase) {
    case 'looking':
      return isCounted
        ? i18n.t('Looking at what is there already')
        : i18n.t('{count, plural, one {# file} other {# files}} found so far', {
            count: line.totalFiles,
          })
    case 'asking':
      return i18n.t('Waits for your answer')
    case 'sending':
      return sendingWords(line)
    case 'waiting':
      return sentences(
        problem?.message ?? i18n.t('Space does not answer'),
        i18n.t('It goes on by itself.'),
        safeWords(line),
      )
    case 'paused':
      return sentences(i18n.t('Paused'), safeWords(line))
    case 'stopped':
      return sentences(
        problem?.message ?? i18n.t('It stopped'),
        problem?.why,
        safeWords(line),
        problem?.try,
      )
    case 'interrupted':
      return interruptedWords(line)
    case 'done':
      return doneWords(line)
    case 'cancelled':
      return sentences(i18n.t('Stopped by you'), safeWords(line))
  }
}

/** What was done, for the toast beside its Undo. */
export function broughtWords({ files, folders, into, isCancelled }: Brought): string {
  const folder = shownName(into)
  if (isCancelled) {
    return i18n.t('Stopped. {files, plural, one {# file is} other {# files are}} in {folder}', {
      files,
      folder,
    })
  }
  return files === 0 && folders > 0
    ? i18n.t('Added {folders, plural, one {# folder} other {# folders}} to {folder}', {
        folders,
        folder,
      })
    : i18n.t('Added {files, plural, one {# file} other {# files}} to {folder}', { files, folder })
}

/** Name and cause of one that could not be brought. */
export function unreadableWords({ path, problem }: Unreadable): { name: string; why: string } {
  const why = problem.why === undefined ? problem.message : `${problem.message}: ${problem.why}`
  return { name: shownName(path.join(' / ')), why }
}

export function failedWords(files: number): string {
  return i18n.t('{count, plural, one {# file} other {# files}} could not be added', {
    count: files,
  })
}

function sendingWords({ doneFiles, totalFiles, doneBytes, totalBytes, speed }: Carried): string {
  if (totalFiles > 1) {
    const done = { done: figures(doneFiles), total: figures(totalFiles) }
    return [i18n.t('{done} of {total}', done), i18n.t('locking on this computer')].join(' · ')
  }
  const done = { done: size(doneBytes), total: size(totalBytes) }
  const parts = [i18n.t('{done} of {total}', done)]
  if (speed !== null && speed > 0) {
    parts.push(i18n.t('{size}/s', { size: size(speed) }))
    parts.push(timeWords(((totalBytes - doneBytes) / speed) * 1000))
  }
  return parts.join(' · ')
}

function interruptedWords(line: Carried): string {
  return sentences(
    line.problem?.message ?? i18n.t('Interrupted'),
    safeWords(line),
    line.into === null
      ? i18n.t('Add the same again to go on.')
      : i18n.t('Add the same to “{folder}” again to go on.', { folder: shownName(line.into) }),
  )
}

function doneWords({ doneFiles, doneBytes, skippedFiles, into }: Carried): string {
  const parts = [
    i18n.t('{count, plural, one {# file} other {# files}}, {size}', {
      count: doneFiles,
      size: size(doneBytes),
    }),
  ]
  if (into !== null)
    parts[0] = i18n.t('{what} in {folder}', { what: parts[0], folder: shownName(into) })
  if (skippedFiles > 0) {
    parts.push(i18n.t('{count, plural, other {# left out}}', { count: skippedFiles }))
  }
  return parts.join(' · ')
}

/** What is there however it goes on; empty when nothing is yet. */
function safeWords({ doneFiles, totalFiles, doneBytes, totalBytes }: Carried): string {
  if (totalFiles > 1) {
    return i18n.t('{done} of {total} are safe here.', {
      done: figures(doneFiles),
      total: figures(totalFiles),
    })
  }
  if (doneBytes === 0) return ''
  return i18n.t('{done} of {total} are kept.', { done: size(doneBytes), total: size(totalBytes) })
}

/** Roughly, in one unit: `5 s`, `3 min`, `2 h`. */
function timeWords(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000))
  if (seconds < 90) return i18n.t('{seconds} s', { seconds })
  const minutes = Math.round(seconds / 60)
  if (minutes < 90) return i18n.t('{minutes} min', { minutes })
  return i18n.t('{hours} h', { hours: Math.round(minutes / 60) })
}

function sentences(...parts: readonly (string | undefined)[]): string {
  return parts
    .filter((part) => part !== undefined && part !== '')
    .map((part) => (part?.endsWith('.') ? part : `${part}.`))
    .join(' ')
}
