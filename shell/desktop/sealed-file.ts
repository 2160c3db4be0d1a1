/** A small file of this user alone. */
import { chmod, mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { SealedFile } from './keychain.ts'

/** @param path absolute; its folder is made when it is missing */
export function sealedFile(path: string): SealedFile {
  return {
    async read() {
      try {
        return await readFile(path)
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
        throw error
      }
    },
    async write(bytes) {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      const draft = `${path}.draft`
      const file = await open(draft, 'w', 0o600)
      try {
        // One that a crash left may be open to others.
        await chmod(draft, 0o600)
        await file.writeFile(bytes)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(draft, path)
    },
    async remove() {
      await rm(path, { force: true })
    },
  }
}
