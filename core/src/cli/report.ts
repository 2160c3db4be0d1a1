import type { TransferReport } from '../drive/drive.ts'
import type { Context } from './context.ts'
import { escapeName, formatSize, plural } from './text.ts'

/** Print what a transfer did and return the exit code: 1 when something was left out. */
export async function reportTransfer(
  { out, json, again }: Context,
  report: TransferReport,
  verb: string,
): Promise<number> {
  if (json) await out.data(report, () => [])
  for (const problem of report.problems) {
    if (!json) out.warn(`space: ${escapeName(problem.path)}: ${escapeName(problem.message)}`)
  }
  const parts = [plural(report.files, 'file')]
  if (report.folders > 0) parts.push(plural(report.folders, 'folder'))
  if (report.symlinks > 0) parts.push(plural(report.symlinks, 'link'))
  parts.push(formatSize(report.bytes))
  if (report.unchanged > 0) parts.push(`${report.unchanged} unchanged`)
  out.say(`${verb} ${parts.join(', ')}.`)
  const { touched = 0, trashed = 0 } = report
  if (touched > 0)
    out.say(`${plural(touched, 'entry', 'entries')} got back only a time or permissions.`)
  if (trashed > 0) {
    const those = plural(trashed, 'entry that was', 'entries that were')
    const are = trashed === 1 ? 'is' : 'are'
    out.say(`${those} not there then ${are} in the trash. try: ${again('trash ls')}`)
  }
  if (report.problems.length === 0) return 0
  out.say(`${plural(report.problems.length, 'problem')}: the rest is done.`)
  return 1
}
