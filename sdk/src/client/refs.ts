/** What stands behind the handles that an app holds. */
import type { EntryStat, HandleRef } from '../calls.ts'
import { SpaceError } from '../errors.ts'
import type { FileStat, SpaceHandle } from '../handles.ts'

const refs = new WeakMap<object, HandleRef>()

export function remember(handle: object, ref: HandleRef): void {
  refs.set(handle, ref)
}

/** @throws {SpaceError} `bad-input` for what is no handle of ours */
export function refOf(handle: SpaceHandle): HandleRef {
  const ref = refs.get(handle)
  if (ref === undefined) throw new SpaceError('bad-input', 'This is no file or folder of Space')
  return ref
}

export function statOf(stat: EntryStat): FileStat {
  return {
    name: stat.name,
    kind: stat.kind === 'file' ? 'file' : 'directory',
    size: stat.size,
    lastModified: stat.mtime,
    type: stat.type,
    version: stat.version,
    mark: stat.mark,
  }
}
