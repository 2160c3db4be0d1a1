/** Bringing folder trees of this machine in: walk → seal in slices → one commit for each slice. */
import { basename } from 'node:path'
import fs from 'node:fs'
import { SpaceError } from '@space/sdk'
import type { SealedFile } from './content/seal-files.ts'
import type { Problem, Running, TransferReport } from './drive.ts'
import type { DriveParts } from './parts.ts'
import { checkName } from './paths.ts'
import { fingerprints, place, sliceUp, type Slice } from './placing.ts'
import { measure, problemOf } from './walk.ts'

export async function importTrees(
  parts: DriveParts,
  given: readonly string[],
  to: string,
  options: Running & { recursive?: boolean; except?: string } = {},
): Promise<TransferReport> {
  const { signal, onProgress } = options
  // with a slash behind it a link would be followed
  const sources = given.map((path) => path.replace(/\/+$/u, ''))
  const names = new Set<string>()
  for (const path of sources) {
    const name = checkName(basename(path))
    if (names.has(name))
      throw new SpaceError('bad-input', `two of the sources are called ${JSON.stringify(name)}`, {
        try: 'add them one after the other, to different folders',
      })
    names.add(name)
    if (!fs.lstatSync(path, { throwIfNoEntry: false }))
      throw new SpaceError('not-found', `there is no ${path} on this machine`, { facts: { path } })
  }
  const report = { files: 0, folders: 0, symlinks: 0, bytes: 0, unchanged: 0 }
  const problems: Problem[] = []
  const onProblem = (problem: Problem): void => void problems.push(problem)
  const fingerprintOf = fingerprints(parts.storageKey)
  const done = { bytes: 0, files: 0 }
  let total: { files: number; bytes: number } | undefined
  const counting = new AbortController()
  if (onProgress !== undefined)
    void measure(sources, counting.signal).then(
      (found) => (total = found),
      () => undefined,
    )
  const progress = (path?: string): void =>
    onProgress?.({
      doneBytes: done.bytes,
      doneFiles: done.files,
      ...(total === undefined ? {} : { totalBytes: total.bytes, totalFiles: total.files }),
      ...(path === undefined ? {} : { path }),
    })

  const commit = async (
    slice: Slice,
    sealed: readonly Sealed[],
    readAfter: number,
  ): Promise<void> => {
    for (const [i, one] of sealed.entries())
      if ('error' in one) onProblem(problemOf(slice.files[i]?.path ?? '', one.error))
    try {
      const placed = await parts.lane.change(() => {
        const found = place(parts, slice, to, sealed, { fingerprintOf, readAfter, onProblem })
        return { ops: found.ops, fingerprints: found.fingerprints, result: () => found }
      })
      report.files += placed.files
      report.folders += placed.folders
      report.symlinks += placed.symlinks
      report.bytes += placed.bytes
    } finally {
      for (const one of sealed) if (!('error' in one)) one.release()
    }
    progress()
  }

  let committing: Promise<void> = Promise.resolve()
  try {
    const slices = sliceUp(parts, sources, to, {
      recursive: options.recursive === true,
      except: options.except,
      fingerprintOf,
      onProblem,
      onUnchanged(bytes) {
        report.unchanged++
        done.files++
        done.bytes += bytes
      },
    })
    for (const slice of slices) {
      signal?.throwIfAborted()
      const readAfter = parts.now()
      const sealing = parts.contents.sealFiles(
        slice.files.map(({ path, stat }) => ({ path, size: stat.size })),
        {
          ...(signal === undefined ? {} : { signal }),
          onBytes: (bytes) => {
            done.bytes += bytes
            progress()
          },
        },
      )
      const before = committing
      // When one of the two fails the other one is waited for: nothing goes on behind the answer.
      committing = Promise.allSettled([sealing, before]).then(async ([sealed, earlier]) => {
        if (sealed.status === 'rejected') throw sealed.reason
        if (earlier.status === 'rejected') {
          for (const one of sealed.value) if (!('error' in one)) one.release()
          throw earlier.reason
        }
        done.files += sealed.value.length
        await commit(slice, sealed.value, readAfter)
      })
      // two slices at once: one being sealed, one being committed
      committing.catch(() => undefined)
      await Promise.all([before, sealing])
    }
    await committing
  } catch (error) {
    await committing.catch(() => undefined)
    if (signal?.aborted !== true) throw error
    throw new SpaceError('aborted', 'stopped before everything was in', {
      why: `${report.files} files are in and safe`,
      try: 'run the same command again: it goes on where it stopped',
      cause: error,
    })
  } finally {
    counting.abort()
  }
  return { ...report, problems }
}

type Sealed = SealedFile | { readonly error: SpaceError }
