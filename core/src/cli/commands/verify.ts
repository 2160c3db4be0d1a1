import { quoteForShell } from '@space/sdk/quote'
import type { Context } from '../context.ts'
import { drivePath } from '../paths.ts'
import { follow } from '../progress.ts'
import { escapeName, formatSize, plural } from '../text.ts'

export async function run(context: Context): Promise<number> {
  const [word] = context.words
  const { drive } = await context.open()
  const { done, ...running } = follow(context)
  const path = word === undefined ? {} : { path: drivePath(word) }
  const report = await drive.verify({ ...running, ...path }).finally(done)
  await context.out.data(report, () =>
    report.problems.map(({ path, which, message }) => {
      const label = which === undefined ? '' : ` (${which})`
      return `${escapeName(path)}${label}: ${escapeName(message)}`
    }),
  )
  const checked = `${plural(report.files, 'file')}, ${plural(report.blocks, 'block')}, ${formatSize(report.bytes)}`
  if (report.problems.length === 0) {
    context.out.say(`All well: checked ${checked}.`)
    return 0
  }
  context.out.say(`${plural(report.problems.length, 'problem')} in ${checked}.`)
  // what lies in the trash, or is no file, has no versions to look at by its path
  const first = report.problems.find(
    (one) => one.path.startsWith('/') && one.which?.startsWith('in the trash') !== true,
  )
  if (first === undefined) return 1
  const damaged = quoteForShell(first.path)
  context.out.say(
    `try: ${context.again(`versions ${damaged}`)}, an older version may be whole; or add the file again`,
  )
  return 1
}
