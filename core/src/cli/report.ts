import type { TransferReport } from '../drive/drive.ts'
import type { Context } from './context.ts'
import { escapeName, formatSize, plural } from './text.ts'

/** Print what a transfer did and return the exit code: 1 when something was left out. */
export async function reportTransfer(
  { out, json }: Context,
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
  if (report.problems.length === 0) return 0
  out.say(`${plural(report.problems.length, 'problem')}: the rest is done.`)
  return 1
}
