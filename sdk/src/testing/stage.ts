import { isSpaceError, type ErrorCode } from '../errors.ts'
import type { SpaceDirectory } from '../handles.ts'
import type { Space } from '../space.ts'
import type { Mode } from '../values.ts'
import type { Person } from './person.ts'

/**
 * A host with one app open in it and a drive without files, made anew for each check. The manifest of
 * the app asks for everything: directories and files to change, to save, the real identity, and the
 * host `api.example.com`.
 */
export interface Stage extends AsyncDisposable {
  readonly space: Space
  readonly person: Person
  /** What the app's page gets of its own origin. */
  fetch(url: string, init?: RequestInit): Promise<Response>
}

/** One thing that every host must do. It throws when the host does not. */
export interface Check {
  readonly name: string
  run(stage: Stage): Promise<void>
}

/** Put files there and have the app pick the folder `Box` around them. */
export async function picked(
  { space, person }: Stage,
  mode: Mode,
  files: Readonly<Record<string, string>> = {},
): Promise<SpaceDirectory> {
  await person.makeFolder('Box')
  for (const [path, content] of Object.entries(files)) await person.write(`Box/${path}`, content)
  await person.answer({ paths: ['Box'] })
  return space.pick.directory({ mode, label: 'A box' })
}

export async function textOf(folder: SpaceDirectory, name: string): Promise<string> {
  const file = await folder.getFileHandle(name)
  return (await file.getFile()).text()
}

export async function writeText(folder: SpaceDirectory, name: string, text: string): Promise<void> {
  const file = await folder.getFileHandle(name, { create: true })
  const writable = await file.createWritable()
  await writable.write(text)
  await writable.close()
}

export async function namesIn(folder: SpaceDirectory): Promise<string[]> {
  return (await Array.fromAsync(folder.keys())).toSorted()
}

/** Compare as JSON. */
export function same(actual: unknown, expected: unknown, what: string): void {
  const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (is !== should) throw new Error(`${what}: ${is} instead of ${should}`)
}

export async function fails(
  code: ErrorCode,
  work: () => Promise<unknown>,
  what: string,
): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (isSpaceError(error, code)) return
    throw new Error(`${what} should fail with ${code}`, { cause: error })
  }
  throw new Error(`${what} should fail with ${code}, but it worked`)
}
