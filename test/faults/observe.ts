import { createHash } from 'node:crypto'
import type { Drive } from '../../core/src/drive/drive.ts'
import type { Seen, State } from './model.ts'

/** Reads every file of the drive and lists its trash. */
export async function observe(drive: Drive): Promise<Seen> {
  const files = new Map<string, string>()
  for await (const path of walk(drive, '/')) files.set(path, await hashOf(drive.read(path)))
  const trash = new Set((await drive.trash()).map((entry) => entry.from))
  return { files, trash }
}

/** The kept versions of up to `most` files that are not what the state says, in words. */
export async function checkVersions(drive: Drive, state: State, most: number): Promise<string[]> {
  const wrong: string[] = []
  const changed = [...state.files].filter(([, shas]) => shas.length > 1)
  for (const [path, shas] of changed.slice(0, most)) {
    const kept = new Set<string>()
    for (const { id } of await drive.versions(path)) {
      kept.add(await hashOf(drive.read(path, { version: id })))
    }
    if (new Set(shas).symmetricDifference(kept).size > 0) {
      wrong.push(`${path} has ${kept.size} different versions instead of ${new Set(shas).size}`)
    }
  }
  return wrong
}

/** SHA-256 in hex of a stream of bytes. */
export async function hashOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of chunks) hash.update(chunk)
  return hash.digest('hex')
}

async function* walk(drive: Drive, folder: string): AsyncGenerator<string> {
  for (const entry of await drive.list(folder)) {
    if (entry.kind === 'folder') yield* walk(drive, entry.path)
    else if (entry.kind === 'file') yield entry.path
  }
}
