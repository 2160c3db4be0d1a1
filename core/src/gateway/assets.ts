/** Files of ours that lie in the project: the built shell, and what every app may load. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface Asset {
  readonly bytes: Uint8Array
  /** Its ending decides the Content-Type. */
  readonly name: string
}

/** Finds a file by the path of a URL; undefined when there is none. */
export type Assets = (path: string) => Promise<Asset | undefined>

/** One folder deep, no name that begins with a dot: nothing outside can be named. */
const SHELL_PATH = /^\/(?:[\w-]+\/)?[\w-][\w.-]*$/

/** The shell as it was built into `folder`, or a page that says that it was not. */
export function shellAssets(folder: string): Assets {
  return async (path) => {
    if (path !== '/' && !SHELL_PATH.test(path)) return undefined
    const name = path === '/' ? 'index.html' : path.slice(1)
    const bytes = await fileAt(join(folder, name))
    if (bytes !== undefined) return { bytes, name }
    return path === '/' ? { bytes: Buffer.from(NOT_BUILT), name: 'index.html' } : undefined
  }
}

/** @param files absolute paths by path of the URL, joined in this order; all or nothing is served */
export function fixedAssets(files: Readonly<Record<string, readonly string[]>>): Assets {
  return async (path) => {
    const places = Object.hasOwn(files, path) ? files[path] : undefined
    if (places === undefined) return undefined
    const parts: Uint8Array[] = []
    for (const place of places) {
      const bytes = await fileAt(place)
      if (bytes === undefined) return undefined
      parts.push(bytes)
    }
    return { bytes: Buffer.concat(parts), name: path }
  }
}

async function fileAt(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path)
  } catch {
    return undefined
  }
}

const NOT_BUILT = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Space</title>
<h1>Space is running</h1>
<p>Its window was not built yet. Run <code>npm start</code> in the project, which builds it.</p>
</html>
`
