import { formatMoment } from '@space/sdk/moment'
import type { Entry } from '../../drive/drive.ts'
import type { Context } from '../context.ts'
import { displayName } from '../names.ts'
import { drivePath } from '../paths.ts'
import { escapeName, formatMode, formatSize, inColumns } from '../text.ts'

export async function run(context: Context): Promise<number> {
  const { out } = context
  const { drive } = await context.open()
  const paths = (context.words.length > 0 ? context.words : ['/']).map(drivePath)
  const lists: { path: string; entries: Entry[] }[] = []
  for (const path of paths) {
    const entry = path === '/' ? undefined : await drive.stat(path)
    const isList = entry === undefined || entry.kind === 'folder' || entry.kind === 'mount'
    lists.push({ path, entries: isList ? await drive.list(path) : [entry] })
  }
  const all = lists.flatMap(({ entries }) => entries)
  await out.data(context.json ? all.map(shown) : undefined, () =>
    lists.flatMap(({ path, entries }, i) => [
      ...(lists.length > 1 ? [`${i > 0 ? '\n' : ''}${escapeName(path)}:`] : []),
      ...(context.flag('long') ? longLines(context, entries) : shortLines(context, entries)),
    ]),
  )
  return 0
}

/** The fields that scripts rely on. */
function shown({ name, kind, size, mtime, mode, cid, versions, local }: Entry): object {
  return { name, kind, size, mtime, mode, cid, versions, local }
}

function shortLines({ out }: Context, entries: readonly Entry[]): string[] {
  const names = entries.map((entry) => displayName(entry, false))
  return out.terminal ? inColumns(names, out.columns) : names
}

function longLines({ out }: Context, entries: readonly Entry[]): string[] {
  const sizes = entries.map(({ kind, size }) => (kind === 'file' ? formatSize(size) : '-'))
  const wide = sizes.reduce((most, size) => Math.max(most, size.length), 0)
  return entries.map((entry, i) => {
    const to = entry.target === undefined ? '' : ` -> ${escapeName(entry.target)}`
    const away = entry.local ? '' : '  (not on this device)'
    const size = (sizes[i] ?? '').padStart(wide)
    const mode = formatMode(entry.kind, entry.mode)
    return `${mode}  ${size}  ${formatMoment(entry.mtime)}  ${displayName(entry, out.colours)}${to}${away}`
  })
}
