import { lstat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { SpaceError } from '@space/sdk'
import { quoteForShell } from '@space/sdk/quote'
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
  // NOTE: lstat, because a link to a folder is brought in as a link.
  const found = await lstat(path).catch((cause: NodeJS.ErrnoException) => {
    // What may not be looked at is for the drive to report; the rest goes in.
    if (cause.code !== 'ENOENT') return undefined
    throw new SpaceError('not-found', `${path} is not there`, {
      why: 'there is no such file or folder on this machine',
      try: 'check the path',
      facts: { path },
      cause,
    })
  })
  if (found?.isDirectory() === true && !recursive) {
    throw new SpaceError('bad-usage', `${path} is a folder`, {
      try: `space add -r ${quoteForShell(path)}`,
    })
  }
}
