import type { Entry } from '../../drive/drive.ts'
import type { Context } from '../context.ts'
import { displayName } from '../names.ts'
import { drivePath } from '../paths.ts'
import { escapeName, parseCount, plural } from '../text.ts'

const DEPTH = 8

interface Branch {
  readonly name: string
  readonly kind: Entry['kind']
  readonly size: number
  readonly children?: readonly Branch[]
}

export async function run(context: Context): Promise<number> {
  const depth = parseCount(context.text('depth') ?? String(DEPTH), '--depth')
  const path = drivePath(context.words[0] ?? '/')
  const { drive } = await context.open()
  let cut = 0

  const grow = async (folder: string, left: number): Promise<Branch[]> => {
    const branches: Branch[] = []
    for (const { name, kind, size, path: below } of await drive.list(folder)) {
      context.signal.throwIfAborted()
      const deeper = kind === 'folder' && left > 1
      if (kind === 'folder' && !deeper) cut += 1
      branches.push({
        name,
        kind,
        size,
        ...(deeper ? { children: await grow(below, left - 1) } : {}),
      })
    }
    return branches
  }

  const branches = await grow(path, depth)
  await context.out.data(branches, () => [
    escapeName(path),
    ...draw(branches, '', context.out.colours),
  ])
  if (cut > 0) context.out.say(`${plural(cut, 'folder')} not opened below ${depth} levels.`)
  return 0
}

function draw(branches: readonly Branch[], indent: string, colours: boolean): string[] {
  return branches.flatMap((branch, i) => {
    const last = i === branches.length - 1
    const line = `${indent}${last ? '└── ' : '├── '}${displayName(branch, colours)}`
    return [line, ...draw(branch.children ?? [], `${indent}${last ? '    ' : '│   '}`, colours)]
  })
}
