import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { SpaceError } from '@space/sdk'
import type { Context } from '../context.ts'
import { drivePath } from '../paths.ts'
import { follow } from '../progress.ts'
import { reportTransfer } from '../report.ts'

export async function run(context: Context): Promise<number> {
  const recursive = context.flag('recursive')
  const sources = context.words.map((word) => resolve(context.powers.cwd, word))
  for (const source of sources) await checkSource(source, recursive)
  const to = drivePath(context.text('to') ?? '/')
  const { drive } = await context.open()
  const { done, ...running } = follow(context)
  const report = await drive.import(sources, to, { ...running, recursive }).finally(done)
  return reportTransfer(context, report, 'Added')
}

async function checkSource(path: string, recursive: boolean): Promise<void> {
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    // A link to nowhere, or what may not be read, is for the drive to bring in or to report.
    if (cause.code !== 'ENOENT') return undefined
    return linkOrThrow(path, cause)
  })
  if (found?.isDirectory() === true && !recursive) {
    throw new SpaceError('bad-usage', `${path} is a folder`, { try: `space add -r ${path}` })
  }
}

async function linkOrThrow(path: string, cause: unknown): Promise<undefined> {
  const { lstat } = await import('node:fs/promises')
  await lstat(path).catch(() => {
    throw new SpaceError('not-found', `${path} is not there`, {
      why: 'there is no such file or folder on this machine',
      try: 'check the path',
      facts: { path },
      cause,
    })
  })
  return undefined
}
